"""Writes a Russian declaration extract of twenty columns (layout A): `_declarations.py ROWS SEED PATH`, UTF-8; PATH.cp1251 beside it.

Made by the engine's integer hashes of (seed, row): the same bytes on every machine. A declaration has four items, a company fifty rows,
descriptions are nearly all different, tax numbers have right check digits, amounts decimal commas. All names are invented.
"""
import pathlib
import sys

import duckdb

ROWS_PER_COMPANY = 50
COPY_BYTES = 1 << 24

MACROS = """
CREATE MACRO draw(n, what, seed) AS hash(n * 64 + what + seed * 1000003::BIGINT);
CREATE MACRO pick(list, h) AS list[1 + (h % len(list)::UBIGINT)::BIGINT];
CREATE MACRO digit(n, i) AS (n // (10 ** (8 - i))::BIGINT) % 10;
CREATE MACRO inn(n) AS n || ((2 * digit(n, 0) + 4 * digit(n, 1) + 10 * digit(n, 2) + 3 * digit(n, 3) + 5 * digit(n, 4) + 9 * digit(n, 5)
    + 4 * digit(n, 6) + 6 * digit(n, 7) + 8 * digit(n, 8)) % 11 % 10)::VARCHAR;
CREATE MACRO amount(cents) AS replace(CAST(CAST(cents AS DECIMAL(18,2)) / 100 AS DECIMAL(18,2))::VARCHAR, '.', ',');
"""

LISTS = {
    "goods": ["НАСОС ЦЕНТРОБЕЖНЫЙ ДЛЯ ПЕРЕКАЧКИ ВОДЫ", "ПОДШИПНИК ШАРИКОВЫЙ РАДИАЛЬНЫЙ", "ПЛИТКА КЕРАМИЧЕСКАЯ ГЛАЗУРОВАННАЯ ДЛЯ ПОЛА",
              "БЕСПИЛОТНЫЙ ЛЕТАТЕЛЬНЫЙ АППАРАТ КВАДРОКОПТЕР DJI MAVIC 3", "ЧАСТИ КВАДРОКОПТЕРА: ПРОПЕЛЛЕР ИЗ ПЛАСТМАССЫ", "КАБЕЛЬ СИЛОВОЙ С МЕДНЫМИ ЖИЛАМИ",
              "ТРУБА СТАЛЬНАЯ БЕСШОВНАЯ ГОРЯЧЕКАТАНАЯ", "МИКРОСХЕМА ИНТЕГРАЛЬНАЯ МОНОЛИТНАЯ", "ОБУВЬ ЖЕНСКАЯ С ВЕРХОМ ИЗ КОЖИ", "ШИНА ПНЕВМАТИЧЕСКАЯ РЕЗИНОВАЯ НОВАЯ",
              "ТКАНЬ ХЛОПЧАТОБУМАЖНАЯ ОТБЕЛЕННАЯ", "ЗАПАСНЫЕ ЧАСТИ ДЛЯ ЛЕГКОВЫХ АВТОМОБИЛЕЙ: АМОРТИЗАТОР", "ИГРУШКИ ДЛЯ ДЕТЕЙ ИЗ ПЛАСТМАССЫ", "МЕБЕЛЬ ОФИСНАЯ: КРЕСЛО ПОВОРОТНОЕ"],
    "codes": ["8413702100", "8482109008", "6907219009", "8806220000", "8807100000", "8544601000", "7304592100", "8542319010", "6403999300", "4011100003", "5208220000",
              "8708803500", "9503009909", "9401310000"],
    "features": ["НЕ ВОЕННОГО НАЗНАЧЕНИЯ", "НЕ СОДЕРЖИТ РАДИОАКТИВНЫХ ИСТОЧНИКОВ", "НОВЫЙ, НЕ БЫВШИЙ В УПОТРЕБЛЕНИИ", "ДЛЯ ГРАЖДАНСКОГО ИСПОЛЬЗОВАНИЯ", "В КОМПЛЕКТЕ С КРЕПЕЖОМ",
                 "УПАКОВАН В КАРТОННЫЕ КОРОБКИ"],
    "brands": ["LUXINA", "TORVEX", "DJI", "КАЛИНА", "ОТСУТСТВУЕТ", "NORDWELL", "HANSHI", "BELTRON", "NINGDA", "GRANVO"],
    "origins": ["CN", "DE", "TR", "IN", "KZ", "VN", "IT", "KR", "AE", "HK"],
    "forms": ["CO., LTD", "LIMITED", "TRADING CO LTD", "GMBH", "INTERNATIONAL TRADE CO.,LTD", "FZE"],
    "cities": ["SHENZHEN", "GUANGZHOU", "NINGBO", "YIWU", "ISTANBUL", "DUBAI", "HAMBURG", "MUMBAI", "HONG KONG", "ALMATY"],
    "towns": ["МОСКВА", "САНКТ-ПЕТЕРБУРГ", "НОВОСИБИРСК", "ЕКАТЕРИНБУРГ", "КАЗАНЬ", "ВЛАДИВОСТОК", "САМАРА", "РОСТОВ-НА-ДОНУ"],
    "streets": ["ЛЕНИНА", "МИРА", "СОВЕТСКАЯ", "ГАГАРИНА", "ЗАВОДСКАЯ", "САДОВАЯ", "НАБЕРЕЖНАЯ"],
    "first": ["SUN", "GOLD", "BRIGHT", "EAST", "NEW", "GREEN", "FORTUNE", "SILK", "RIVER", "STAR", "BLUE", "JADE"],
    "second": ["WAY", "LINK", "TECH", "PORT", "LINE", "FIELD", "STONE", "WORLD", "BRIDGE", "PEAK"],
    "names": ["ВЕКТОР", "ТОРГСНАБ", "АЛЬФА-ИМПОРТ", "СТРОЙКОМПЛЕКТ", "ТЕХНОЛАЙН", "ПРОМРЕСУРС", "ЛОГИСТИК ГРУПП", "ДАЛЬТОРГ", "СИБТЕХМАШ", "МЕРИДИАН"],
}

COLUMNS = """
SELECT
  lpad(((10000000 + draw(r // 4, 1, {seed}) % 900000)::VARCHAR), 8, '0') || '/' || strftime(day, '%d%m%y') || '/' || lpad((r // 4)::VARCHAR, 7, '0') AS "ND (Номер декларации)",
  strftime(day, '%d.%m.%Y') AS "G072 (Дата регистрации)",
  r % 4 + 1 AS "G32 (Номер товара по ГТД)",
  'ИМ' AS "G011 (Направление перемещения)",
  pick(v.first, hash(e)) || pick(v.second, hash(e + 7)) || ' ' || e || ' ' || pick(v.forms, hash(e + 3)) AS "G022 (Наименование отправителя)",
  'ROOM ' || (hash(e) % 999)::VARCHAR || ', BLOCK ' || (hash(e + 1) % 40)::VARCHAR || ', ' || pick(v.cities, hash(e + 2)) AS "G023 (Адрес отправителя)",
  inn(770000000 + c) AS "G081 (ИНН получателя)",
  'ООО "' || pick(v.names, hash(c)) || ' ' || c || '"' AS "G082 (Наименование получателя)",
  (100000 + hash(c) % 600000)::VARCHAR || ', Г. ' || pick(v.towns, hash(c + 2)) || ', УЛ. ' || pick(v.streets, hash(c + 3)) || ', Д. ' || (hash(c + 4) % 200)::VARCHAR AS "G083 (Адрес получателя)",
  pick(v.origins, hash(e + 5)) AS "G15 (Страна отправления)",
  pick(v.origins, hash(e + 6)) AS "G34 (Код страны происхождения)",
  pick(v.goods, g) || ', АРТ. ' || upper(substr(md5((draw(r, 3, {seed}) % 2000000)::VARCHAR), 1, 8)) || ', ' || pick(v.features, draw(r, 4, {seed})) || ', РАЗМЕР '
    || (draw(r, 5, {seed}) % 900)::VARCHAR || 'Х' || (draw(r, 6, {seed}) % 900)::VARCHAR || ' ММ, ' || pick(v.features, draw(r, 7, {seed})) AS "G31_1 (Наименование и характеристики товаров)",
  pick(v.first, hash(m)) || ' ' || pick(v.second, hash(m + 7)) || ' FACTORY' AS "G31_11 (Фирма-изготовитель)",
  pick(v.brands, hash(m)) AS "G31_12 (Товарный знак, патент)",
  pick(v.codes, g) AS "G33 (Код товара по ТН ВЭД)",
  amount(100 * (1 + draw(r, 9, {seed}) % 500)) AS "G31_7 (Кол-во товара в доп.ед.)",
  'ШТ' AS "G31_71 (Наименование доп.ед.)",
  amount(mass + mass // 10) AS "G35 (Вес брутто, кг)",
  amount(mass) AS "G38 (Вес нетто, кг)",
  amount(1000 + draw(r, 11, {seed}) % 5000000) AS "G46 (Статистическая стоимость, USD.)"
FROM (SELECT r, DATE '2022-01-01' + (draw(r // 4, 2, {seed}) % 425)::INTEGER AS day, (draw(r // 4, 8, {seed}) % {companies})::BIGINT AS e,
             (draw(r // 4, 10, {seed}) % {companies})::BIGINT AS c, draw(r, 12, {seed}) AS g, (draw(r, 13, {seed}) % 40)::BIGINT AS m,
             (50 + draw(r, 14, {seed}) % 300000)::BIGINT AS mass
      FROM (SELECT range AS r FROM range({rows}))), (SELECT {lists}) AS v
"""


def main() -> None:
    rows, seed, path = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
    connection = duckdb.connect()
    connection.execute(MACROS)
    lists = ", ".join(f"{words!r} AS \"{name}\"" for name, words in LISTS.items())
    query = COLUMNS.format(rows=rows, seed=seed, companies=max(1, rows // ROWS_PER_COMPANY), lists=lists)
    connection.execute(f"COPY ({query}) TO '{path}' (FORMAT csv, DELIMITER ';', HEADER)")
    with open(path, encoding="utf-8", newline="") as text, open(f"{path}.cp1251", "w", encoding="cp1251", newline="") as out:
        while piece := text.read(COPY_BYTES):
            out.write(piece)


if __name__ == "__main__":
    main()
