"""The command `price`: fair prices of a plain list."""
import csv
import random

from conftest import waybill, waybill_json


def write_list(path, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Code", "Seller", "Buyer", "Total", "Qty"])
        writer.writerows(rows)


def imports(seed=1, count=400):
    dice = random.Random(seed)
    return [["6907211000", f"Invented Seller {i % 10}", f"Invented Buyer {i % 7}", f"{dice.gauss(10, 0.8) * 50 * (1 + i % 10 / 10):.2f}", "50"] for i in range(count)]


COLUMNS = "value_usd=Total,quantity=Qty,hs_code=Code,supplier=Seller,consignee=Buyer"


def read_prices(path):
    with open(path) as file:
        return {int(row["row_number"]): row for row in csv.DictReader(file)}


def test_a_half_price_stands_out_and_a_missing_quantity_cannot_be_told(tmp_path):
    rows = imports()
    rows[100][3] = f"{float(rows[100][3]) / 2:.2f}"
    rows[101][4] = ""
    write_list(tmp_path / "imports.csv", rows)
    waybill("price", tmp_path / "imports.csv", "--columns", COLUMNS, "--out", tmp_path / "prices.csv")
    prices = read_prices(tmp_path / "prices.csv")
    assert len(prices) == 400
    # The header is row 1.
    assert float(prices[102]["undervalued_probability"]) > 0.5
    assert float(prices[102]["missing_value_usd"]) > 0
    assert prices[103]["missing"] == "quantity and mass"
    assert prices[103]["undervalued_probability"] == ""
    honest = [float(row["undervalued_probability"]) for number, row in prices.items() if number not in (102, 103)]
    assert sum(p > 0.5 for p in honest) <= 8


def test_order_and_threads_do_not_matter(tmp_path):
    rows = imports(seed=2)
    write_list(tmp_path / "one.csv", rows)
    waybill("price", tmp_path / "one.csv", "--columns", COLUMNS, "--threads", 1, "--out", tmp_path / "one.out")
    waybill("price", tmp_path / "one.csv", "--columns", COLUMNS, "--threads", 8, "--out", tmp_path / "eight.out")
    assert (tmp_path / "one.out").read_bytes() == (tmp_path / "eight.out").read_bytes()


def test_json(tmp_path):
    write_list(tmp_path / "imports.csv", imports(count=20))
    document = waybill_json("price", tmp_path / "imports.csv", "--columns", COLUMNS)
    assert document["rows"] == 20
    # Too few rows to plant in: the defaults hold.
    assert document["planted"] == 0


def test_time_and_freight_are_taken_off_where_the_list_states_them(tmp_path):
    dice = random.Random(5)
    rows = []
    for i in range(600):
        early, freight = i % 3 == 0, i % 2 == 0
        price = dice.gauss(10, 0.5) * (0.55 if early else 1) * (1.1 if freight else 1)
        rows.append(["6907211000", "Invented Seller", f"Invented Buyer {i % 7}", f"{price * 50:.2f}", "50", "17.03.2021" if early else "05.08.2023", "CIF MOSCOW" if freight else "FOB"])
    with open(tmp_path / "imports.csv", "w", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Code", "Seller", "Buyer", "Total", "Qty", "Day", "Terms"])
        writer.writerows(rows)
    called = {}
    for name, more in (("plain", ""), ("days", ",declaration_date=Day,delivery_terms=Terms")):
        waybill("price", tmp_path / "imports.csv", "--columns", COLUMNS + more, "--out", tmp_path / f"{name}.csv")
        called[name] = read_prices(tmp_path / f"{name}.csv")
    early = [number for number in called["days"] if rows[number - 2][5].endswith("2021")]
    middle = lambda name, column: sorted(float(called[name][number][column]) for number in early)[len(early) // 2]
    assert 0.5 < middle("days", "time_factor") < 0.62
    assert middle("plain", "time_factor") == 1
    # The fair price of an early row is one of its time.
    assert 5 < middle("days", "fair_usd") < 6.5 < middle("plain", "fair_usd")
    freight = {round(float(row["freight_factor"]), 3) for row in called["days"].values()}
    assert len(freight) == 2 and min(freight) == 1 and 1.05 < max(freight) < 1.15
