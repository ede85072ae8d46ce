"""People decide: judgements bind, are refused when they contradict, survive runs; companies keep their ids; explain and review say why."""
import csv
import json
import shutil

import duckdb
import pytest
from conftest import waybill, waybill_json


def rows(case, sql):
    with duckdb.connect(str(case / "case.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


PAIRS = """SELECT l.party_a, l.party_b FROM link l JOIN entity_party a ON a.party_id = party_a JOIN entity_party b ON b.party_id = party_b
  WHERE a.entity_id {sign} b.entity_id AND party_a IN (SELECT exporter_party FROM item JOIN good USING (item_id))
  AND party_b IN (SELECT exporter_party FROM item JOIN good USING (item_id)) AND weight BETWEEN {low} AND {high} ORDER BY weight DESC, 1, 2"""


@pytest.fixture
def case(world, tmp_path):
    return shutil.copytree(world, tmp_path / "case")


def entity_of(case, party):
    return rows(case, f"SELECT entity_id FROM entity_party WHERE party_id = {party}")[0][0]


def partition(case):
    members = {}
    for party, entity in rows(case, "SELECT party_id, entity_id FROM entity_party"):
        members.setdefault(entity, set()).add(party)
    return {frozenset(group) for group in members.values()}


def test_a_decision_changes_the_number_of_exporters_and_its_interval(case):
    # Two of the companies that the figure counts, none of whose spellings is in doubt.
    a, b = [row[0] for row in rows(case, """SELECT min(exporter_party) FROM figure_item JOIN item USING (item_id) JOIN entity_party m ON
      m.party_id = exporter_party WHERE figure_id = 'exporters.count' AND intermediary_of IS NULL AND m.entity_id NOT IN
      (SELECT entity_id FROM entity_party JOIN clustering USING (party_id)) GROUP BY m.entity_id ORDER BY 1 LIMIT 2""")]
    before = {figure["figure_id"]: figure for figure in waybill_json("figures", case)["figures"]}["exporters.count"]
    report = waybill_json("judge", case, "same", a, b, "--author", "anna", "--note", "same telephone")
    assert entity_of(case, a) == entity_of(case, b)
    change = {each["figure_id"]: each for each in report["figures"]}["exporters.count"]
    after = {figure["figure_id"]: figure for figure in waybill_json("figures", case)["figures"]}["exporters.count"]
    assert change["before"]["value"] == before["value"] and change["after"]["value"] == after["value"]
    assert (before["value"], before["low"], before["high"]) != (after["value"], after["low"], after["high"])
    line = json.loads((case / "judgements.jsonl").read_text())
    assert line["author"] == "anna" and line["decision"] == "same" and line["decided_at"].endswith("Z") and line["note"] == "same telephone"
    assert rows(case, "SELECT kind, cause FROM entity_change") and rows(case, "SELECT DISTINCT cause FROM entity_change") == [("judgement",)]
    # The id that the merge left behind still leads to the company.
    gone, became = rows(case, "SELECT entity_id, became_id FROM entity_change WHERE kind = 'merged'")[0]
    assert waybill_json("explain", case, gone)["entity_id"] == str(became)


def test_decisions_survive_a_run_and_are_superseded_never_erased(case):
    a, b = rows(case, PAIRS.format(sign="=", low=3, high=60))[0]
    plain = partition(case)
    waybill("judge", case, "different", a, b, "--author", "anna", "--no-figures")
    assert entity_of(case, a) != entity_of(case, b)
    waybill("run", case, "--from", "links")
    assert entity_of(case, a) != entity_of(case, b)
    waybill("judge", case, "unsure", a, b, "--author", "bob", "--no-figures")
    assert partition(case) == plain
    assert len((case / "judgements.jsonl").read_text().splitlines()) == 2
    assert [row[0] for row in rows(case, "SELECT state FROM judgement ORDER BY line")] == ["superseded", "unsure"]
    assert rows(case, "SELECT author FROM judgement ORDER BY line") == [("anna",), ("bob",)]


def test_a_contradiction_is_refused_with_its_cycle_and_nothing_is_written(case):
    parties = [row[0] for row in rows(case, "SELECT DISTINCT exporter_party FROM item WHERE exporter_party IS NOT NULL ORDER BY 1 LIMIT 3")]
    a, b, c = parties
    waybill("judge", case, "same", a, b, "--author", "anna", "--no-figures")
    waybill("judge", case, "same", b, c, "--author", "anna", "--no-figures")
    before, companies = (case / "judgements.jsonl").read_bytes(), partition(case)
    done = waybill("judge", case, "different", c, a, "--author", "bob", "--json", check=False)
    problem = json.loads(done.stdout)
    assert done.returncode == 1 and problem["code"] == "judge.contradiction"
    for part in (str(a), str(b), str(c), "line 1", "line 2", "anna", "bob", "≠"):
        assert part in problem["message"]
    assert (case / "judgements.jsonl").read_bytes() == before and partition(case) == companies
    # A file of decisions that contradicts itself is refused as a whole too.
    table = case / "decisions.csv"
    table.write_text(f"decision,a,b\nunsure,{a},{b}\ndifferent,{a},{b}\nsame,{a},{b}\ndifferent,{a},{c}\n")
    assert waybill("judge", case, "--file", table, "--author", "bob", check=False).returncode == 1
    assert (case / "judgements.jsonl").read_bytes() == before


def test_many_decisions_at_once_give_what_single_ones_give(case, tmp_path):
    single = shutil.copytree(case, tmp_path / "single")
    chosen = rows(case, PAIRS.format(sign="<>", low=-20, high=-2))[:4]
    table = case / "decisions.csv"
    with table.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["decision", "a", "b", "note"])
        writer.writerows([["same", a, b, "seen"] for a, b in chosen])
    waybill("judge", case, "--file", table, "--author", "anna", "--at", "2026-01-01T00:00:00Z", "--no-figures")
    for a, b in reversed(chosen):
        waybill("judge", single, "same", a, b, "--author", "anna", "--at", "2026-01-01T00:00:00Z", "--no-figures")
    assert partition(case) == partition(single)
    assert rows(case, "SELECT * FROM clustering ORDER BY ALL")[0][:3] == rows(single, "SELECT * FROM clustering ORDER BY ALL")[0][:3]


def test_bad_decisions_are_told(case):
    a = rows(case, "SELECT party_id FROM party ORDER BY 1 LIMIT 1")[0][0]
    for words, code in [(["same", a, a], "judge.same_spelling"), (["alike", a, a], "judge.decision"), (["same", a, "nobody of that name"], "party.unknown")]:
        assert json.loads(waybill("judge", case, *words, "--author", "x", "--json", check=False).stdout)["code"] == code
    assert not (case / "judgements.jsonl").exists()
    (case / "judgements.jsonl").write_text('not json\n{"decision":"same"')
    assert waybill("run", case, check=False).returncode == 3
    b = rows(case, "SELECT party_id FROM party ORDER BY 1 LIMIT 1 OFFSET 5")[0][0]
    waybill("judge", case, "different", a, b, "--author", "x", "--no-figures")
    lines = (case / "judgements.jsonl").read_text().splitlines()
    assert len(lines) == 3 and json.loads(lines[2])["author"] == "x"


def test_explain_a_link_a_non_link_and_a_company(case):
    a, b = rows(case, PAIRS.format(sign="=", low=3, high=60))[0]
    linked = waybill_json("explain", case, a, b)
    assert linked["one_company"] and linked["link"]["compared"] and linked["link"]["evidence"]["comparisons"]
    text = waybill("explain", case, a, b).stdout
    assert "one company" in text and "sum" in text and "before looking" in text
    c, d = rows(case, PAIRS.format(sign="<>", low=-60, high=-4))[0]
    apart = waybill_json("explain", case, c, d)
    assert not apart["one_company"] and apart["verdict"].startswith("two companies")
    # The waterfall's counted steps and the prior come to the weight, unless it says why not.
    evidence = linked["link"]["evidence"]
    total = evidence["prior"] + sum(step["weight"] for step in evidence["comparisons"] if step.get("counted", True))
    assert evidence["limited"] or evidence["related"] or abs(total - linked["link"]["weight"]) < 1.5
    company = waybill_json("explain", case, entity_of(case, a))
    assert {str(a), str(b)} <= {each["a"]["party_id"] for each in company["spellings"]}
    names = rows(case, f"SELECT name FROM party WHERE party_id IN ({a}, {b}) ORDER BY party_id = {b}")
    assert waybill_json("explain", case, *(name for name, in names))["one_company"]
    never = rows(case, f"""SELECT min(party_id) FROM party WHERE country <> (SELECT country FROM party WHERE party_id = {a}) AND party_id NOT IN
      (SELECT party_a FROM link WHERE party_b = {a} UNION SELECT party_b FROM link WHERE party_a = {a})""")[0][0]
    assert "never compared" in waybill("explain", case, a, never).stdout


def test_explain_a_row_and_a_listed_company(case):
    item, model = rows(case, "SELECT item_id, model FROM good WHERE model IS NOT NULL ORDER BY probability DESC, item_id LIMIT 1")[0]
    row = waybill_json("explain", case, item)
    assert row["kind"] == "row" and row["path"] and any(model in record["title"] for record in row["records"] if record["kind"] == "good")
    assert {record["kind"] for record in row["records"]} >= {"good", "price", "finding"}
    assert "innocent_explanation" in waybill("explain", case, item).stdout
    listed = rows(case, "SELECT entity_id FROM hit ORDER BY probability DESC, 1 LIMIT 1")[0][0]
    company = waybill_json("explain", case, listed)
    hit = next(record for record in company["records"] if record["kind"] == "hit")
    assert hit["basis"] and hit["reasons"]


def test_review_asks_what_narrows_the_headline_and_asks_it_once(tmp_path):
    case = tmp_path / "doubtful"
    waybill("simulate", case, "--seed", 13, "--rows", 4000, "--layout", "ru_a", "--second-layout", "atlas")
    waybill("run", case, "--threads", 2)
    questions = waybill_json("review", case)["questions"]
    assert questions and all(0 < each["variance_share"] <= 1 + 1e-9 for each in questions)
    shares = [each["variance_share"] for each in questions]
    assert shares == sorted(shares, reverse=True)
    first = questions[0]
    waybill("judge", case, "different", first["party_a"], first["party_b"], "--author", "anna")
    again = waybill_json("review", case)["questions"]
    assert (first["party_a"], first["party_b"]) not in {(each["party_a"], each["party_b"]) for each in again}


def test_records_in_any_order_of_arrival_are_the_same_companies_and_ids_stay(world, tmp_path):
    grown = shutil.copytree(world, tmp_path / "grown", ignore=shutil.ignore_patterns("case.duckdb*"))
    late = sorted((grown / "records").iterdir())[1:3]
    config = (grown / "case.toml").read_text()
    for path in late:
        path.rename(tmp_path / path.name)
    (grown / "case.toml").write_text("\n\n".join(
        part for part in config.split("\n\n") if not any(f'"records/{path.name[:2]}*"' in part for path in late)))
    waybill("run", grown)
    ids = dict(rows(grown, "SELECT party_id, entity_id FROM entity_party"))
    for path in late:
        (tmp_path / path.name).rename(path)
    (grown / "case.toml").write_text(config)
    waybill("run", grown)
    assert partition(grown) == partition(world)
    now = dict(rows(grown, "SELECT party_id, entity_id FROM entity_party"))
    changed = {(ids[party], now[party]) for party in ids if party in now and ids[party] != now[party]}
    assert changed == set(rows(grown, "SELECT entity_id, became_id FROM entity_change"))
    # An id is only lost to a merge, never given up while its company keeps spellings of its own.
    alive = set(now.values())
    for gone in {before for before, _ in changed} - alive:
        assert all(now[party] in alive for party in ids if ids[party] == gone)


OWNERSHIP = """owner,owned,share,from,until,owner_country
Alpha Holding,Beta Trade,60,2020-01-01,,CN
Beta Trade,Gamma Trade,55,,,CN
Gamma Trade,Beta Trade,20,,,CN
Delta Holding,Beta Trade,70,,,CN
Epsilon,Zeta,140,,,CN
Eta,Theta,30,2022-01-01,2021-01-01,CN
Iota,Iota,10,,,CN
,Kappa,10,,,CN
Lambda,Mu,,,,CN
"""


def test_bad_ownership_is_noted_and_never_dropped_in_silence(case):
    (case / "companies" / "own.csv").write_text(OWNERSHIP)
    (case / "companies" / "more.ftm.jsonl").write_text('{"id":"x","schema":"Ownership","properties":{"owner":["nobody"],"asset":["either"]}}\nnot json\n')
    done = waybill("run", case)
    assert "doubts about registers" in done.stdout
    codes = {code for (code,) in rows(case, "SELECT DISTINCT code FROM note WHERE starts_with(field, 'companies:')")}
    assert codes >= {"ownership.share", "ownership.days_reversed", "ownership.owns_itself", "ownership.no_party", "ownership.unknown_id",
                     "ownership.not_json", "ownership.circle", "ownership.above_whole"}
    used = rows(case, "SELECT count(*) FROM ownership WHERE starts_with(source, 'companies/own.csv')")[0][0]
    noted = rows(case, "SELECT count(*) FROM note WHERE field = 'companies:companies/own.csv' AND action = 'not used'")[0][0]
    assert used + noted == len(OWNERSHIP.splitlines()) - 1
    answers = dict(rows(case, """SELECT e.caption, u.answer FROM ultimate_owner u JOIN entity e USING (entity_id)
      WHERE e.caption IN ('Mu', 'Gamma Trade') AND u.until_day IS NULL"""))
    assert answers["Mu"] == "cannot_tell" and answers["Gamma Trade"] in ("fired", "cannot_tell")
    assert rows(case, "SELECT missing FROM ultimate_owner u JOIN entity e USING (entity_id) WHERE e.caption = 'Mu'") == [("share of Lambda in Mu",)]


def test_a_family_counts_on_the_days_on_which_it_was_one(case):
    def direct():
        return {figure["figure_id"]: figure for figure in waybill_json("figures", case)["figures"]}["direct.share"]

    before = direct()
    path = case / "companies" / "ownership.ftm.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    for each in lines:
        if each["schema"] == "Ownership":
            each["properties"]["endDate"] = ["2000-01-01"]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n")
    waybill("run", case)
    after = direct()
    assert float(before["value"]) > float(after["value"])


def test_successors_of_a_dissolved_company(case):
    name, country = rows(case, """SELECT e.caption, e.country FROM entity e WHERE entity_id IN (SELECT m.entity_id FROM item i JOIN good USING (item_id)
      JOIN entity_party m ON m.party_id = i.consignee_party) AND country IS NOT NULL ORDER BY items DESC LIMIT 1""")[0]
    with (case / "companies" / "register.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "country", "phone", "director", "email", "incorporated", "dissolved"])
        writer.writerow(["Ended Trade (synthetic)", country, "+7 495 765-43-21", "Petrov Ivan", "", "2015-01-01", "2022-03-01"])
        writer.writerow([name, country, "84957654321", "PETROV IVAN", "", "2022-04-01", ""])
    waybill("run", case)
    fired = rows(case, "SELECT reasons, severity FROM finding WHERE rule = 'RF08' AND answer = 'fired'")
    assert len(fired) == 1 and fired[0][1] == "high"
    reasons = json.loads(fired[0][0])
    assert reasons["predecessor"].startswith("Ended Trade") and reasons["innocent_explanation"]
    assert {each["kind"] for each in reasons["shared"]} == {"phone", "director"}


GOODS = "SELECT md5(string_agg(g::VARCHAR, '|' ORDER BY item_id, position)) FROM good g"


def test_goods_weighed_again_are_what_they_were(case):
    before = rows(case, GOODS)
    assert rows(case, "SELECT count(*) FROM recognised_good")[0][0] > 0
    waybill("run", case, "--only", "combine", "--quiet")
    assert rows(case, GOODS) == before


def test_a_decision_about_a_good_binds_is_explained_and_can_be_taken_back(case):
    goods, figures = rows(case, GOODS), rows(case, "SELECT * FROM figure ORDER BY ALL")
    item, position, value = rows(case, """SELECT item_id, position, value_usd FROM good JOIN figure_item f USING (item_id) WHERE class = 'uav'
      AND figure_id = 'value.total' AND probability > .99 AND item_id IN (SELECT item_id FROM good GROUP BY 1 HAVING count(*) = 1)
      ORDER BY value_usd DESC, item_id LIMIT 1""")[0]
    report = waybill_json("judge", case, "is_not", item, "uav", "--author", "anna", "--note", "toy")
    change = {each["figure_id"]: each for each in report["figures"]}["value.total"]
    assert float(change["before"]["value"]) - float(change["after"]["value"]) == pytest.approx(float(value), rel=.01)
    assert report["judgements"][0]["item_id"] == str(item) and report["companies_before"] == report["companies_after"]
    assert rows(case, f"SELECT class, probability, evidence FROM good WHERE item_id = {item}") == [(None, 0, "decision")]
    explained = waybill("explain", case, item).stdout
    assert "is_not uav" in explained and "toy" in explained and "anna" in explained
    # It survives a run of everything, and a later decision takes it back without erasing it.
    waybill("run", case, "--from", "goods", "--quiet")
    assert rows(case, f"SELECT evidence FROM good WHERE item_id = {item}") == [("decision",)]
    waybill("judge", case, "unsure", f"{item}:{position}", "uav", "--author", "bob")
    assert rows(case, GOODS) == goods and rows(case, "SELECT * FROM figure ORDER BY ALL") == figures
    assert rows(case, "SELECT decision, state FROM good_judgement ORDER BY line") == [("is_not", "superseded"), ("unsure", "unsure")]
    assert len((case / "judgements.jsonl").read_text().splitlines()) == 2


def test_a_row_in_which_no_good_was_seen_gets_one_by_a_decision(case):
    item, value = rows(case, """SELECT item_id, value_usd FROM item ANTI JOIN good USING (item_id) WHERE value_usd > 0 AND same_as IS NULL
      ORDER BY value_usd DESC, item_id LIMIT 1""")[0]
    goods = rows(case, GOODS)
    waybill("judge", case, "is", item, "uav_part.battery", "--author", "anna", "--no-figures")
    assert rows(case, f"SELECT class, probability, value_usd FROM good WHERE item_id = {item}") == [("uav_part.battery", 1, value)]
    waybill("judge", case, "is_not", item, "uav_part", "--author", "anna", "--no-figures")
    assert rows(case, GOODS) == goods


def test_a_decision_about_goods_that_points_nowhere_is_refused(case):
    item = rows(case, "SELECT min(item_id) FROM good")[0][0]
    for asked, code in ((("is", 12, "uav"), "judge.no_item"), (("is", "twelve", "uav"), "judge.no_item"),
                        (("is", item, "drone"), "judge.no_class"), (("is", f"{item}:40", "uav"), "judge.no_good")):
        assert json.loads(waybill("judge", case, *asked, "--author", "anna", "--json", check=False).stdout)["code"] == code
    assert not (case / "judgements.jsonl").exists()
