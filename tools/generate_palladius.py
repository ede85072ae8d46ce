"""Writes data/terms/palladius.txt: the syllables of Chinese in pinyin with their Russian spellings after Palladius.

Source: the system of Palladius (Kafarov) as the Great Chinese-Russian Dictionary prints it; spellings with е for э and хой for хуэй are what
records carry. Which syllables exist is taken from data/terms/pinyin.txt.

    python3 tools/generate_palladius.py > data/terms/palladius.txt
"""
import pathlib

INITIALS = {"zh": "чж", "ch": "ч", "sh": "ш", "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л", "g": "г", "k": "к", "h": "х", "r": "ж", "z": "цз",
            "c": "ц", "s": "с"}
SOFT = {"j": "цз", "q": "ц", "x": "с"}
FINALS = {"a": "а", "ai": "ай", "an": "ань", "ang": "ан", "ao": "ао", "e": "э", "ei": "эй", "en": "энь", "eng": "эн", "o": "о", "ou": "оу", "ong": "ун", "u": "у", "ua": "уа", "uai": "уай",
          "uan": "уань", "uang": "уан", "ui": "уй", "un": "унь", "uo": "о", "ia": "я", "ian": "янь", "iang": "ян", "iao": "яо", "ie": "е", "in": "инь", "ing": "ин", "iu": "ю", "ue": "юэ"}
SOFT_FINALS = {"i": "и", "ia": "я", "ian": "янь", "iang": "ян", "iao": "яо", "ie": "е", "in": "инь", "ing": "ин", "iu": "ю", "iong": "юн", "u": "юй", "uan": "юань", "ue": "юэ", "un": "юнь"}
WHOLE = {"ya": "я", "yan": "янь", "yang": "ян", "yao": "яо", "ye": "е", "yi": "и", "yin": "инь", "ying": "ин", "yong": "юн", "you": "ю", "yu": "юй", "yuan": "юань", "yue": "юэ", "yun": "юнь",
         "wa": "ва", "wai": "вай", "wan": "вань", "wang": "ван", "wei": "вэй", "wen": "вэнь", "weng": "вэн", "wo": "во", "wu": "у", "a": "а", "ai": "ай", "an": "ань", "ang": "ан",
         "ao": "ао", "e": "э", "en": "энь", "er": "эр", "o": "о", "ou": "оу", "lv": "люй", "nv": "нюй"}
HARD_I = ("z", "c", "s")  # of the others the vowel is written и: чжи, чи, ши, жи


def palladius(pinyin: str) -> list[str]:
    if pinyin in WHOLE:
        return with_e([WHOLE[pinyin]], pinyin)
    for initial, russian in INITIALS.items():
        rest = pinyin[len(initial):]
        if pinyin.startswith(initial) and (rest in FINALS or rest == "i"):
            if rest == "i":
                return [russian + ("ы" if initial in HARD_I else "и")]
            spellings = [russian + FINALS[rest]]
            if pinyin == "hui":
                spellings = ["хуэй", "хой", "хуй"]
            if rest == "uo" and initial in ("g", "h", "k", "zh", "ch", "sh", "d", "t", "l", "r", "n", "z", "c", "s"):
                spellings += [russian + "уо"]
            return with_e(spellings, pinyin)
    for initial, russian in SOFT.items():
        rest = pinyin[len(initial):]
        if pinyin.startswith(initial) and rest in SOFT_FINALS:
            return [russian + SOFT_FINALS[rest]]
    return []


def with_e(spellings: list[str], pinyin: str) -> list[str]:
    loose = [s.replace("э", "е") for s in spellings if "э" in s and (s[-1] != "э" or pinyin[:1] in "gkhzcr" and pinyin not in ("ze", "ce", "se"))]
    return spellings + [s for s in loose if s not in spellings]


def main() -> None:
    lines = (pathlib.Path(__file__).parent.parent / "data/terms/pinyin.txt").read_text().splitlines()
    syllables = sorted({line for line in lines if line and line[0] not in "#-" and line.isalpha()} | {"lv", "nv", "lo", "fo", "hang", "zhuang"})
    print("# Chinese syllables: pinyin, then their Russian spellings after Palladius, the strict one first. Made by tools/generate_palladius.py.")
    for syllable in syllables:
        if spellings := palladius(syllable):
            print(syllable, *spellings)


if __name__ == "__main__":
    main()
