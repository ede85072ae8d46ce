"""A world of companies in Han, Cyrillic and Latin records: `_company_world.py RECORDS SEED PATH` writes CSV with the true company in the last column.

All companies are invented. About 3.3 records a company. What clerks do to them, independently and by hash of (seed, record): another script, the legal
form another way or left out, city or activity left out, words moved, one letter wrong, the text cut at a field's width, no address or a part of it,
no number, now and then another company's number. Some companies share a building and a room, some bear one name in two cities, some are branches of one
street. Nothing here follows the parser: words are drawn from lists that it does not read.
"""
from __future__ import annotations

import csv
import pathlib
import random
import sys

CHARS = "安邦宝博昌辰诚创达德鼎东发方飞丰福富光广国海汉航和恒宏鸿华辉汇吉佳嘉健江杰金锦京晶景聚君凯康科兰朗乐力利联亮林龙隆美民明南宁欧鹏普奇启千强庆全泉仁荣瑞润森山尚升圣胜盛世首顺思泰腾天通万旺威伟文祥翔新鑫信星兴雄旭亚阳耀业一宜亿益永优宇元远源悦云运泽展正志智中众卓紫"
PLACES = [("深圳", "Shenzhen", "Шэньчжэнь"), ("广州", "Guangzhou", "Гуанчжоу"), ("宁波", "Ningbo", "Нинбо"), ("义乌", "Yiwu", "Иу"), ("上海", "Shanghai", "Шанхай"),
          ("北京", "Beijing", "Пекин"), ("杭州", "Hangzhou", "Ханчжоу"), ("苏州", "Suzhou", "Сучжоу"), ("青岛", "Qingdao", "Циндао"), ("天津", "Tianjin", "Тяньцзинь"),
          ("厦门", "Xiamen", "Сямэнь"), ("东莞", "Dongguan", "Дунгуань"), ("佛山", "Foshan", "Фошань"), ("温州", "Wenzhou", "Вэньчжоу"), ("武汉", "Wuhan", "Ухань"),
          ("成都", "Chengdu", "Чэнду"), ("大连", "Dalian", "Далянь"), ("济南", "Jinan", "Цзинань"), ("无锡", "Wuxi", "Уси"), ("中山", "Zhongshan", "Чжуншань")]
DEEDS = [("科技", "Technology", "Текнолоджи"), ("贸易", "Trading", "Трейдинг"), ("电子", "Electronics", "Электроникс"), ("进出口", "Import and Export", "Импорт энд Экспорт"),
         ("实业", "Industrial", "Индастриал"), ("机械", "Machinery", "Машинери"), ("光电", "Optoelectronics", "Оптоэлектроникс"), ("供应链", "Supply Chain", "Сапплай Чейн"),
         ("国际贸易", "International Trade", "Интернэшнл Трейд"), ("智能科技", "Intelligent Technology", "Интеллиджент Текнолоджи"), ("塑料", "Plastic", "Пластик"),
         ("化工", "Chemical", "Кемикал"), ("汽车配件", "Auto Parts", "Авто Партс"), ("物流", "Logistics", "Лоджистикс")]
RU_DEEDS = [("Трейд", "Treyd"), ("Строй", "Stroy"), ("Снаб", "Snab"), ("Импорт", "Import"), ("Логистик", "Logistik"), ("Сервис", "Servis"), ("Тех", "Tekh"), ("Пром", "Prom"),
            ("Групп", "Grupp"), ("Комплект", "Komplekt"), ("", "")]
RU_CITIES = [("Москва", "Moskva", "Moscow"), ("Санкт-Петербург", "Sankt-Peterburg", "Saint Petersburg"), ("Новосибирск", "Novosibirsk", "Novosibirsk"),
             ("Екатеринбург", "Yekaterinburg", "Ekaterinburg"), ("Казань", "Kazan", "Kazan"), ("Владивосток", "Vladivostok", "Vladivostok"), ("Самара", "Samara", "Samara"),
             ("Омск", "Omsk", "Omsk"), ("Краснодар", "Krasnodar", "Krasnodar"), ("Уфа", "Ufa", "Ufa")]
RU_STREETS = [("Ленина", "Lenina"), ("Мира", "Mira"), ("Советская", "Sovetskaya"), ("Гагарина", "Gagarina"), ("Садовая", "Sadovaya"), ("Заводская", "Zavodskaya"),
              ("Лесная", "Lesnaya"), ("Школьная", "Shkolnaya"), ("Новая", "Novaya"), ("Кирова", "Kirova"), ("Пушкина", "Pushkina"), ("Набережная", "Naberezhnaya")]
CN_STREETS = [("人民路", "Renmin Road"), ("中山路", "Zhongshan Road"), ("解放大道", "Jiefang Avenue"), ("科学园路", "Science Park Road"), ("工业大道", "Gongye Avenue"), ("华强北路", "Huaqiang North Road"),
              ("建设路", "Jianshe Road"), ("新华街", "Xinhua Street"), ("滨海路", "Binhai Road"), ("高新一路", "Gaoxin 1st Road"), ("龙华路", "Longhua Road"), ("天河路", "Tianhe Road")]
EU_CITIES = [("Hamburg", "DE"), ("Istanbul", "TR"), ("Milano", "IT"), ("Rotterdam", "NL"), ("Warszawa", "PL"), ("Dubai", "AE"), ("Almaty", "KZ"), ("Lyon", "FR"), ("Praha", "CZ"), ("Riga", "LV")]
EU_FORMS = ["GmbH", "Ltd", "S.r.l.", "B.V.", "Sp. z o.o.", "LLC", "A.S.", "SARL"]
EU_DEEDS = ["Trading", "Logistics", "Industries", "Electronics", "Group", "Systems", "Components", "Export", "Textile", ""]
CN_FORMS = [("有限公司", "Co., Ltd.", "Ко., Лтд."), ("有限公司", "Co.,Ltd", "Ко.,Лтд"), ("有限责任公司", "Company Limited", "Компани Лимитед"), ("股份有限公司", "Joint Stock Co., Ltd", "Ко., Лтд.")]
LATIN_CYRILLIC = dict(zip("абвгдезийклмнопрстуфы", "a b v g d e z i y k l m n o p r s t u f y".split())) | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "",
                                                                                                            "ъ": "", "э": "e", "ю": "yu", "я": "ya", "ё": "e"}
INITIALS = {"zh": "чж", "ch": "ч", "sh": "ш", "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л", "g": "г", "k": "к", "h": "х", "j": "цз", "q": "ц", "x": "с",
            "r": "ж", "z": "цз", "c": "ц", "s": "с"}
FINALS = {"a": "а", "o": "о", "e": "э", "i": "и", "u": "у", "v": "юй", "ai": "ай", "ei": "эй", "ao": "ао", "ou": "оу", "an": "ань", "en": "энь", "ang": "ан", "eng": "эн", "ong": "ун", "ia": "я",
          "ie": "е", "iao": "яо", "iu": "ю", "ian": "янь", "in": "инь", "iang": "ян", "ing": "ин", "iong": "юн", "ua": "уа", "uo": "о", "uai": "уай", "ui": "уй", "uan": "уань", "un": "унь",
          "uang": "уан", "ue": "юэ"}
ZERO = {"yi": "и", "ya": "я", "ye": "е", "yao": "яо", "you": "ю", "yan": "янь", "yin": "инь", "yang": "ян", "ying": "ин", "yong": "юн", "yu": "юй", "yue": "юэ", "yuan": "юань", "yun": "юнь",
        "wu": "у", "wa": "ва", "wo": "во", "wai": "вай", "wei": "вэй", "wan": "вань", "wen": "вэнь", "wang": "ван", "an": "ань", "ou": "оу", "en": "энь", "ai": "ай", "er": "эр"}


def palladius(pinyin: str) -> str:
    """Russian spelling of one syllable."""
    if pinyin in ZERO:
        return ZERO[pinyin]
    initial = next((i for i in INITIALS if pinyin.startswith(i)), "")
    final = pinyin[len(initial):]
    if initial in ("j", "q", "x") and final.startswith("u"):
        return INITIALS[initial] + {"u": "юй", "ue": "юэ", "uan": "юань", "un": "юнь"}[final]
    if initial in ("z", "c", "s") and final == "i":
        return INITIALS[initial] + "ы"
    return INITIALS.get(initial, "") + FINALS.get(final, final)


def romanise(text: str) -> str:
    return "".join(LATIN_CYRILLIC.get(c, c) if c.islower() else LATIN_CYRILLIC.get(c.lower(), c).capitalize() for c in text)


def invented(dice: random.Random, cyrillic: bool) -> str:
    onsets, vowels = ("бвгдзклмнпрст", "аеиоу") if cyrillic else ("bdfgklmnprstv", "aeiou")
    word = "".join(dice.choice(onsets) + dice.choice(vowels) for _ in range(dice.choice((2, 2, 3)))) + dice.choice(("", "н", "р", "с", "кс") if cyrillic else ("", "n", "r", "x", "s"))
    return word.capitalize()


def company(dice: random.Random, readings: dict[str, str], twin: dict | None) -> dict:
    kind = dice.choices(("cn", "ru", "eu"), (5, 3, 2))[0]
    made = {"kind": kind, "house": str(dice.randrange(1, 400)), "room": str(dice.randrange(100, 2600)) if dice.random() < 0.7 else "", "phone": str(dice.randrange(10**9, 10**10))}
    made["number"] = {"cn": "91" + "".join(dice.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(16)), "ru": str(dice.randrange(10**9, 10**10)), "eu": ""}[kind]
    if kind == "cn":
        core = "".join(dice.choice(CHARS) for _ in range(dice.choices((2, 3), (3, 2))[0]))
        made |= {"core": core, "place": dice.choice(PLACES), "deed": dice.choice(DEEDS), "form": dice.choice(CN_FORMS), "street": dice.choice(CN_STREETS)}
        made["pinyin"] = [readings[c] for c in core]
    elif kind == "ru":
        deed = dice.choice(RU_DEEDS)
        made |= {"core": invented(dice, True), "deed": deed, "place": dice.choice(RU_CITIES), "street": dice.choice(RU_STREETS), "form": dice.choices(("ООО", "АО", "ИП"), (8, 1, 1))[0]}
    else:
        made |= {"core": invented(dice, False), "deed": dice.choice(EU_DEEDS), "second": invented(dice, False) if dice.random() < 0.3 else "", "place": dice.choice(EU_CITIES),
                 "street": invented(dice, False) + " str.", "form": dice.choice(EU_FORMS)}
    if twin and twin["kind"] == kind:
        if dice.random() < 0.5:  # one name, another city
            made["core"], made["deed"] = twin["core"], twin["deed"]
            made |= {k: twin[k] for k in ("pinyin", "second") if k in twin}
        else:  # one building and room, another company
            made |= {k: twin[k] for k in ("place", "street", "house", "room")}
    return made


def typo(dice: random.Random, text: str) -> str:
    if len(text) < 6:
        return text
    at = dice.randrange(1, len(text) - 1)
    way = dice.randrange(3)
    return text[:at] + text[at + 1:] if way == 0 else text[:at] + text[at + 1] + text[at] + text[at + 2:] if way == 1 else text[:at] + text[at] + text[at:]


def chinese(dice: random.Random, c: dict) -> tuple[str, str, str]:
    script = dice.choices(("latin", "han", "cyrillic"), (6, 2, 2))[0]
    k = {"han": 0, "latin": 1, "cyrillic": 2}[script]
    place = "" if dice.random() < 0.15 else c["place"][k]
    deed = "" if dice.random() < 0.05 else c["deed"][k]
    form = "" if dice.random() < 0.12 else dice.choice(CN_FORMS)[k] if dice.random() < 0.4 else c["form"][k]
    if script == "han":
        name = place + ("市" if place and dice.random() < 0.3 else "") + c["core"] + deed + form
        room = c["room"] + "室" if c["room"] and dice.random() < 0.6 else ""
        return script, name, c["place"][0] + "市" + c["street"][0] + c["house"] + "号" + room
    syllables = c["pinyin"] if script == "latin" else [palladius(p) for p in c["pinyin"]]
    core = " ".join(s.capitalize() for s in syllables) if dice.random() < 0.15 else "".join(syllables).capitalize()
    words = [core, deed, f"({place})" if place else "", form] if dice.random() < 0.15 else [place, core, deed, form]
    room = ("Room " if dice.random() < 0.7 else "Rm. ") + c["room"] + ", " if c["room"] and dice.random() < 0.6 else ""
    number = "No." + c["house"] + " " if dice.random() < 0.7 else c["house"] + " "
    return script, " ".join(w for w in words if w), f"{room}{number}{c['street'][1]}, {c['place'][1]}" + (", China" if dice.random() < 0.4 else "")


def russian(dice: random.Random, c: dict) -> tuple[str, str, str]:
    deed = "" if dice.random() < 0.05 else c["deed"][0]
    core = c["core"] + (deed if not deed or dice.random() < 0.8 else " " + deed)
    if dice.random() < 0.6:
        long = {"ООО": "Общество с ограниченной ответственностью", "АО": "Акционерное общество", "ИП": "Индивидуальный предприниматель"}[c["form"]]
        form = "" if dice.random() < 0.1 else long if dice.random() < 0.3 else c["form"]
        name = f'{form} "{core}"' if dice.random() < 0.7 else f"{form} {core}"
        city = ("г. " if dice.random() < 0.7 else "") + c["place"][0]
        office = ", оф. " + c["room"] if c["room"] and dice.random() < 0.5 else ""
        return "cyrillic", name.strip(), f"{city}, ул. {c['street'][0]}, д. {c['house']}{office}"
    form = "" if dice.random() < 0.1 else {"ООО": ("OOO", "LLC"), "АО": ("AO", "JSC"), "ИП": ("IP", "IE")}[c["form"]][dice.randrange(2)]
    words = [form, romanise(core)] if form in ("OOO", "AO", "IP") else [romanise(core), form]
    return "latin", " ".join(w for w in words if w), f"{c['house']} {c['street'][1]} str., {c['place'][1 + dice.randrange(2)]}, Russia"


def western(dice: random.Random, c: dict) -> tuple[str, str, str]:
    deed = "" if dice.random() < 0.1 else c["deed"]
    form = "" if dice.random() < 0.2 else dice.choice(EU_FORMS) if dice.random() < 0.05 else c["form"]
    return "latin", " ".join(w for w in (c["core"], c["second"], deed, form) if w), f"{c['street']} {c['house']}, {c['place'][0]}"


def record(dice: random.Random, c: dict, others: list[dict]) -> list[str]:
    script, name, address = {"cn": chinese, "ru": russian, "eu": western}[c["kind"]](dice, c)
    country = {"cn": "CN", "ru": "RU", "eu": c["place"][1]}[c["kind"]]
    if dice.random() < 0.06:
        name = typo(dice, name)
    if dice.random() < 0.5:
        name, address = name.upper(), address.upper()
    share = dice.random()
    address = "" if share < 0.3 else address[: dice.randrange(8, max(9, len(address)))] if share < 0.38 else address
    number = c["number"] if dice.random() < (0.6 if c["kind"] == "ru" else 0.12) else ""
    if number and dice.random() < 0.01:
        number = others[dice.randrange(len(others))]["number"]
    return [name[:80], address, country if dice.random() < 0.9 else "", number, script]


def main() -> None:
    records, seed, path = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
    lines = (pathlib.Path(__file__).parent.parent / "data" / "terms" / "pinyin.txt").read_text(encoding="utf-8").splitlines()
    in_order = [line for line in lines if not line.startswith("#")]  # one line per character from U+4E00
    readings = {c: in_order[ord(c) - 0x4E00] for c in CHARS}
    dice = random.Random(seed)
    companies: list[dict] = []
    for _ in range(records * 3 // 10):
        companies.append(company(dice, readings, companies[dice.randrange(len(companies))] if companies and dice.random() < 0.06 else None))
    rows = []
    for k, c in enumerate(companies):
        count = min(30, 1 + int(dice.expovariate(1 / 2.85)))
        rows += [(*record(dice, c, companies), f"c{k}") for _ in range(count)]
    dice.shuffle(rows)
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["name", "address", "country", "number", "script", "company"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
