"""Writes data/terms/han_readings.txt: Han words whose reading is not that of their characters one by one (data/terms/pinyin.txt).

Source: phrase readings of pypinyin 0.55.0 (MIT; from phrase-pinyin-data). Only words of two or three characters (longer ones are idioms), tones dropped.

    pip install pypinyin==0.55.0; python3 tools/generate_han_readings.py > data/terms/han_readings.txt
"""
import json
import pathlib
import re
import unicodedata

import pypinyin

ROOT = pathlib.Path(__file__).parent.parent
FIRST, LAST = 0x4E00, 0x9FFF
# Readings in names of companies where CLDR's most usual one is another; found by reading names of registers.
USUAL = {"长": "chang", "重": "chong", "乐": "le", "行": "hang", "厦": "xia", "蚌": "bang", "佛": "fo", "都": "du", "曾": "zeng", "单": "dan", "奇": "qi", "盛": "sheng", "朝": "chao",
         "传": "chuan", "调": "tiao", "藏": "zang", "晟": "sheng", "和": "he", "合": "he", "会": "hui", "强": "qiang", "泊": "bo", "角": "jiao", "车": "che", "骑": "qi", "茄": "qie",
         "露": "lu", "瑶": "yao", "万": "wan", "阿": "a", "莎": "sha", "贝": "bei", "南": "nan", "柏": "bai", "石": "shi", "期": "qi", "兴": "xing", "干": "gan", "铅": "qian"}


def toneless(syllable: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", syllable.replace("ü", "u")) if not unicodedata.combining(c))
    return re.sub(r"[^a-z]", "", plain.lower())


def main() -> None:
    default = [line.strip() for line in (ROOT / "data/terms/pinyin.txt").read_text().splitlines() if not line.startswith("#")]
    reading = {chr(FIRST + i): syllable for i, syllable in enumerate(default)}
    for character, usual in USUAL.items():
        reading[character] = usual
    phrases = json.loads((pathlib.Path(pypinyin.__file__).parent / "phrases_dict.json").read_text())
    print("# Readings of Han words that differ from their characters' one by one, and usual readings of single characters in company names.")
    print("# Source: pypinyin 0.55.0 (MIT). Made by tools/generate_han_readings.py.")
    for character, usual in sorted(USUAL.items()):
        if default[ord(character) - FIRST] != usual:
            print(character, usual)
    for word, readings in sorted(phrases.items()):
        syllables = [toneless(r[0]) for r in readings]
        if not 2 <= len(word) <= 3 or any(not FIRST <= ord(c) <= LAST for c in word) or len(syllables) != len(word) or not all(syllables):
            continue
        if [reading.get(c) for c in word] != syllables:
            print(word, *syllables)


if __name__ == "__main__":
    main()
