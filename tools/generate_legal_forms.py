"""Writes data/terms/legal_forms_elf.tsv: spellings of the ISO 20275 list of entity legal forms, each with the form of terms/legal_forms.toml it folds to.

Source: ISO 20275 entity legal form code list, GLEIF version 1.4.1. The fold to nine families is ours, by words of the forms' names (FAMILIES).

    python3 tools/generate_legal_forms.py elf-codes.csv > data/terms/legal_forms_elf.tsv
"""
import csv
import re
import sys
import unicodedata

# First match wins. Forms that match nothing are left out: an unknown form is better than a wrong one.
FAMILIES = [
    ("cooperative", r"co-?op|kooperat|kooperac|cooper|zadruga|spoldzieln|druzstv|szovetkezet|osuuskunta|genossenschaft|andelslag|andelsselskab|合作社"),
    ("branch", r"branch|filial|representative|zweignieder|succursale|sucursal|podruznica|predstavitel|代表机构"),
    ("sole_trader", r"sole (prop|trad)|individual (ent|bus|est|com)|entrepreneur|enterpriser|einzelunternehm|einzelkaufm|predprinimatel|个体工商户|empresari[oa] individual|ditta individuale"),
    ("unitary", r"unitarn|kazenn|state enterprise|state-owned|mun[iy]cip\w* .*enterprise|gosudarstvenn\w* predpriyat|prazdsi"),
    ("nonprofit", r"associat|foundation|stiftung|\bfond\b|fondy|verein|non-?profit|not-for-profit|charit|fundac|fondation|nekommerch|asociaci|stowarzysz|fundacja|社会团体|基金会|trust"),
    ("partnership", r"limited partnership|general partnership|partnership limited|kommandit|commandit|comandita|nom collectif|offene (handels)?gesell|polny\w* tovarish|tovarishchestva na vere"
                    r"|vennootschap onder|colectiva|komandit|kollektif|accomandita|nome collettivo|合夥|合伙|\bpartnership\b(?<!liability partnership)"),
    ("llc", r"limited liab|liability limited|beschr\w* haftung|beperkte aansp|responsabil|ogranichenn|ograniceno|omejeno|ruceni[em]m|obmezhen|abmezhavan|ograniczon|private (company )?limited|private limited"
            r"|limited company|company limited by (shares|guarantee)|korlatolt|osakeyhtio|aktiebolag|anpartsselskab|osauhing|uzdaroji|sirket limited|limited sirket|有限责任|有限公司|limited by shares|\blimited\b"),
    ("jsc", r"joint[- ]stock|aktieng|akcion|aktsion|akciju|akciov|akcyjn|anonim|anonym|azioni|incorporat|corporation|public limited|public company|股份|aktieselskab|aksjeselskap|naamloze|acoes"),
]
SHORTEST, LONGEST = 2, 60


def folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def family(names: str) -> str:
    return next((name for name, words in FAMILIES if re.search(words, folded(names))), "")


def abbreviations(cell: str) -> list[str]:
    parts = [re.sub(r'^[\s"“”]+|[\s"“”]+$', "", part) for part in re.split(r'[;,]|""', cell)]
    return [part for part in parts if SHORTEST <= len(part) <= LONGEST and not re.search(r"[()]", part)]


def main() -> None:
    seen: set[tuple[str, str]] = set()
    found: list[tuple[str, str, str, str]] = []
    with open(sys.argv[1], encoding="utf-8-sig") as source:
        for row in csv.DictReader(source):
            local, latin = row["Entity Legal Form name Local name"], row["Entity Legal Form name Transliterated name (per ISO 01-140-10)"]
            form = family(local + " " + latin)
            if not form or row["ELF Status ACTV/INAC"] != "ACTV":
                continue
            names = [("long", name) for name in {local, latin} if len(name) <= LONGEST and not re.search(r"[(){}\[\]/]", name)]
            names += [("short", a) for a in abbreviations(row["Abbreviations Local language"] + ";" + row["Abbreviations transliterated"])]
            for kind, name in sorted(names):
                spelling = " ".join(name.lower().split())
                if spelling and (form, spelling) not in seen:
                    seen.add((form, spelling))
                    found.append((form, row["Country Code (ISO 3166-1)"], kind, spelling))
    print("# Spellings of entity legal forms: form of legal_forms.toml, country, long (name) or short (abbreviation), spelling. Made by tools/generate_legal_forms.py.")
    print("# Source: ISO 20275, entity legal form code list of GLEIF, version 1.4.1; the fold to families is ours.")
    for row in sorted(found):
        print(*row, sep="\t")


if __name__ == "__main__":
    main()
