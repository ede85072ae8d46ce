"""Files that are no table, cut, protected or hostile: each is told with its place, and the other files of the case still run. Dirty rows:
each is an item, with notes, or a reject that leads back to its bytes."""
import gzip
import json
import resource
import zipfile

import duckdb
import pytest
from conftest import waybill

HEADER = "DECLARATION_NUMBER;IMP_DATE;SUPPLIER_NAME;IMPORTER_NAME;HS_CODE;PRODUCT_DESCRIPTION;QUANTITY;UNIT;ORIGIN_COUNTRY;TOTAL_VALUE_USD"


def row(number: int, **cells: str) -> str:
    known = {"number": f"1001{number % 9000 + 1000}/150323/{number:07}", "date": "15.03.2023", "supplier": "SHENZHEN YUANHANG TRADING CO LTD",
             "importer": "ООО ПЕРВЫЙ СКЛАД", "hs": "8806220000", "text": f"КВАДРОКОПТЕР, ПАРТИЯ {number}", "quantity": "10", "unit": "ШТ", "origin": "CN",
             "value": "12500,50"} | cells
    return ";".join(known.values())


def table(rows: int) -> str:
    return "\n".join([HEADER, *map(row, range(rows))]) + "\n"


def workbook(path, sheet: str, compress: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", compress) as archive:
        archive.writestr("xl/_rels/workbook.xml.rels", '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>')
        archive.writestr("xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>')
        archive.writestr("xl/worksheets/sheet1.xml", sheet)


@pytest.fixture(scope="module")
def bad_case(tmp_path_factory):
    case = tmp_path_factory.mktemp("bad") / "case"
    waybill("new", case)
    records = case / "records"
    (records / "good.csv").write_text(table(20))
    whole = gzip.compress(table(3000).encode())
    (records / "cut.csv.gz").write_bytes(whole[: len(whole) // 2])
    (records / "document.csv").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 10)
    (records / "empty.csv").write_bytes(b"")
    (records / "empty.jsonl").write_bytes(b"")
    (records / "blank.jsonl").write_bytes(b"\n\r\n")
    (records / "nothing_found.json").write_bytes(b"[ ]\n")
    (records / "locked.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16le") + bytes(3000))
    (records / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "Workbook".encode("utf-16le") + bytes(3000))
    (records / "one_line.csv").write_bytes(b"a;b\n" + b"x" * (70 << 20))
    (records / "page.csv").write_text("<!DOCTYPE html><html><body><p>Session expired</p></body></html>")
    workbook(records / "bomb.xlsx", "<worksheet><sheetData><row><c t='str'><v>" + "A" * (200 << 20) + "</v></c></row></sheetData></worksheet>")
    (records / "damaged.xlsx").write_bytes(b"PK\x03\x04" + bytes(500))
    (records / "no_columns.csv").write_text("alpha;beta\n1;2\n3;4\n")
    done = waybill("run", case, "--only", "import", check=False)
    connection = duckdb.connect(str(case / "case.duckdb"), read_only=True)
    yield done, connection
    connection.close()


EXPECTED = {"cut.csv.gz": "read.truncated", "document.csv": "read.not_a_table", "empty.csv": "read.empty", "empty.jsonl": "read.empty",
            "blank.jsonl": "read.empty", "nothing_found.json": "read.empty", "locked.xlsx": "read.password_protected",
            "old.xls": "read.old_workbook", "one_line.csv": "read.line_too_long", "page.csv": "read.not_a_table", "bomb.xlsx": "read.corrupt",
            "damaged.xlsx": "read.corrupt", "no_columns.csv": "map.nothing_recognised"}


def test_each_bad_file_is_told_and_the_good_one_runs(bad_case):
    done, connection = bad_case
    assert done.returncode == 3
    problems = {path.removeprefix("records/"): json.loads(error) for path, error in connection.execute(
        "SELECT path, error FROM source_file WHERE error <> ''").fetchall()}
    assert {path: problem["code"] for path, problem in problems.items()} == EXPECTED
    for path, problem in problems.items():
        assert problem["message"] and problem["hint"], path
        assert path in done.stderr, path
    assert connection.execute("SELECT rows_read, rows_kept FROM source_file WHERE path = 'records/good.csv'").fetchone() == (20, 20)


def test_positions_are_named(bad_case):
    _, connection = bad_case
    problems = dict(connection.execute("SELECT path, error FROM source_file").fetchall())
    assert json.loads(problems["records/one_line.csv"])["row"] == 2
    assert json.loads(problems["records/one_line.csv"])["byte_offset"] == 4
    assert json.loads(problems["records/cut.csv.gz"])["byte_offset"] > 0


def test_rows_before_the_cut_are_kept_and_counted(bad_case):
    _, connection = bad_case
    read, kept = connection.execute("SELECT rows_read, rows_kept FROM source_file WHERE path = 'records/cut.csv.gz'").fetchone()
    assert 0 < read == kept < 3000
    assert connection.execute("SELECT count(*) FROM source_file WHERE rows_read <> rows_kept + rows_rejected").fetchone() == (0,)


def test_a_file_of_five_gigabytes_without_a_line_end_is_refused_in_bounded_memory(tmp_path):
    path = tmp_path / "sparse.csv"
    with path.open("wb") as out:
        out.truncate(5 << 30)

    def bounded():
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))

    done = waybill("inspect", "--json", path, check=False, preexec_fn=bounded)
    assert done.returncode == 3
    assert json.loads(done.stdout)["files"][0]["error"]["code"] == "read.line_too_long"


def test_dirty_rows(tmp_path):
    """NUL bytes, quoted line ends, ragged rows, a repeated header, a total, an over-long cell: one item or one reject each."""
    lines = [HEADER] + [row(n) for n in range(30)]
    lines += [HEADER, "ИТОГО;;;;;;300;;;375015", row(31) + ";more;cells;here", row(32, text='"две\nстроки; и ""кавычки"""'), row(33, text="ДРОН\0ЫЙ"),
              row(34, value="-5"), row(35, value="1,2,3"), row(36, date="31.02.2023"), row(37, origin="ЕВРОПА"), row(38, unit="ПОПУГАЙ"),
              row(39, hs="ABC"), row(40, hs="401200000"), row(41, text="Ы" * (3 << 20)), row(42, quantity="12 шт"), ";;;;;;;;;", row(43, date="16.03.2023"),
              ";;;;;;5;;;"]
    data = ("\n".join(lines) + "\n").encode("cp1251")
    waybill("new", tmp_path / "case")
    (tmp_path / "case" / "records" / "dirty.csv").write_bytes(data)
    waybill("run", tmp_path / "case", "--only", "import")
    connection = duckdb.connect(str(tmp_path / "case" / "case.duckdb"), read_only=True)
    read, kept, rejected = connection.execute("SELECT rows_read, rows_kept, rows_rejected FROM source_file").fetchone()
    assert (read, kept, rejected) == (46, 43, 3)  # the row of empty cells is blank: not read
    rejects = connection.execute("SELECT code, byte_offset, raw FROM reject ORDER BY row_number").fetchall()
    assert [code for code, _, _ in rejects] == ["row.repeated_header", "row.total", "row.nothing_usable"]
    for _, offset, raw in rejects:
        line = data[offset:data.index(b"\n", offset)].decode("cp1251")
        assert raw.split("\t") == line.split(";")
    notes = {(field, code) for field, code in connection.execute("SELECT field, code FROM note WHERE item_id IS NOT NULL").fetchall()}
    assert notes == {("row", "row.ragged"), ("row", "row.null_bytes"), ("value_usd", "number.negative"), ("value_usd", "number.unreadable"),
                     ("declaration_date", "date.unreadable"), ("origin_country", "country.unknown"), ("quantity_unit", "unit.unknown"),
                     ("hs_code", "hs_code.unreadable"), ("hs_code", "hs_code.zero_restored"), ("row", "row.cell_cut"), ("quantity", "number.marked"),
                     ("declaration_date", "date.contradicts_number")}
    assert connection.execute("SELECT count(*) FROM item WHERE hs_code = '0401200000'").fetchone() == (1,)
    assert connection.execute("SELECT quantity, quantity_unit FROM item WHERE declaration_number LIKE '%0000042'").fetchone() == (12, "pcs")
    assert connection.execute("SELECT count(*) FROM item WHERE description = 'две\nстроки; и \"кавычки\"'").fetchone() == (1,)
    connection.close()
