"""An extract that names no country: told from whose numbers it knows and what its companies are called after, and said so."""

import csv
import json

import pytest
from conftest import waybill, waybill_json

NUMBERS = ["7707083893", "7736050003", "7728168971", "7702070139"]  # of large Russian banks and companies, with check digits that hold
HEADER = ["Дата", "Отправитель", "Получатель", "ИНН", "Код ТН ВЭД", "Описание товара", "Кол-во", "Вес нетто, кг", "Стоимость, USD"]


def extract(path, senders, numbers):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        header = list(HEADER)
        header[3] = "ИНН получателя"
        writer.writerow(header)
        for i in range(40):
            row = [f"{1 + i % 28:02}.03.2022", senders[i % len(senders)], f"ООО «ПРИМЕР {i % 4}»", numbers[i % len(numbers)], "8806220001"]
            writer.writerow(row + ["КВАДРОКОПТЕР DJI MAVIC 3", "2", "1,8", "3000,50"])


def figures_of(tmp_path, senders, numbers):
    waybill("new", tmp_path / "case")
    extract(tmp_path / "case" / "records" / "rows.csv", senders, numbers)
    waybill("run", tmp_path / "case", "--quiet")
    found = {figure["figure_id"]: figure for figure in waybill_json("figures", tmp_path / "case")["figures"]}
    return found["value.total"]


def query(tmp_path, text):
    return [list(row.values()) for row in json.loads(waybill("sql", tmp_path / "case", text, "--json").stdout)["rows"]]


def test_numbers_and_places_tell_the_two_sides(tmp_path):
    total = figures_of(tmp_path, ["SHENZHEN EXAMPLE TRADE CO., LTD", "GUANGZHOU SAMPLE TECHNOLOGY CO LTD"], NUMBERS)
    assert float(total["value"]) == pytest.approx(40 * 3000.50, rel=0.02)
    assert query(tmp_path, "SELECT DISTINCT direction, destination_country FROM item") == [["import", "RU"]]
    assert query(tmp_path, "SELECT DISTINCT country, country_basis FROM entity WHERE items > 0 ORDER BY 1") == [["CN", "name"], ["RU", "stated"]]
    notes = query(tmp_path, "SELECT code, action FROM note WHERE code = 'customs.by_numbers'")
    assert len(notes) == 1 and "of RU" in notes[0][1]


def test_where_nothing_tells_the_figure_says_what_is_missing(tmp_path):
    total = figures_of(tmp_path, ["EXAMPLE TRADE LTD"], ["12", "345", "A-77"])
    assert float(total["value"]) == 0 and float(total["high"]) >= 40 * 3000.50 * 0.9
    assert "seller country and destination country" in json.dumps(total)


@pytest.mark.parametrize("name, direction, destination", [
    ("ru_import_2022.csv", "import", "RU"), ("russia import.csv", "import", "RU"), ("goods in import.csv", "import", None), ("by.csv", None, None)])
def test_a_file_is_named_after_whose_customs_recorded_it(tmp_path, name, direction, destination):
    waybill("new", tmp_path / "case")
    extract(tmp_path / "case" / "records" / name, ["EXAMPLE TRADE LTD"], ["12", "345", "A-77"])
    waybill("run", tmp_path / "case", "--quiet", "--only", "import")
    assert query(tmp_path, "SELECT DISTINCT direction, destination_country FROM item") == [[direction, destination]]
