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
