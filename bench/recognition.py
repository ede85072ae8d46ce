"""Descriptions recognised a second on one core: box 31 in Russian, English and Chinese texts, all rows of a world and one drone in a hundred."""
import csv
import io
import json
import pathlib
import random
from collections.abc import Iterator

from run import Bench, Row

SEED = 3
DEALS = 30_000
CHINESE = 0.1        # share of texts in Chinese
RARE = 0.01          # share of rows with goods of the catalogue in the second mix
COLUMNS = ("description", "trademark", "hs_code", "quantity", "net_mass_kg", "value_usd")
QUERY = (f"SELECT coalesce(any_value(g.class), '') AS class, {', '.join(f'any_value(i.{name}) AS {name}' for name in COLUMNS)} "
         "FROM item i LEFT JOIN good g ON g.item_id = i.item_id WHERE i.description IS NOT NULL GROUP BY i.item_id ORDER BY i.item_id")
# What stands in Chinese export declarations: goods, brand, model, "|"-separated elements. {n} is a number.
HAN_DRONES = ["无人机 大疆 御3 {n}台", "航拍无人机|品牌:DJI|型号:MAVIC 3|用途:航拍|{n}架", "大疆精灵4 PRO 四轴飞行器", "多旋翼无人机 品牌 道通 型号 EVO II"]
HAN_OTHERS = ["瓷质釉面砖|用途:铺地|规格:600*600MM|品牌:无品牌|{n}平方米", "离心水泵|用途:抽水|功率{n}W|无品牌", "女式针织T恤衫|成分含量:100%棉|{n}件",
              "LED吸顶灯 型号 L{n} 无牌", "塑料玩具 品牌:无 {n}个", "不锈钢螺栓 M8*{n}", "锂离子蓄电池|用途:电动工具|{n}个", "手机保护壳|材质:塑料|{n}个"]


def world(bench: Bench, binary: pathlib.Path) -> list[dict[str, str]]:
    """Items of a simulated world and the class of what was recognised in them."""
    case = bench.scratch("recognition") / "case"
    bench.run([binary, "simulate", case, "--seed", SEED, "--rows", DEALS, "--no-truth", "--quiet"])
    bench.run([binary, "run", case, "--only", "import", "--quiet"])
    bench.run([binary, "run", case, "--only", "goods", "--quiet"])
    csv.field_size_limit(1 << 24)
    return list(csv.DictReader(io.StringIO(bench.run([binary, "sql", case, QUERY, "--csv", "--quiet"]).output)))


def line(row: dict[str, str]) -> str:
    return "\t".join(" ".join(row[name].split()) for name in COLUMNS) + "\n"


def mixes(items: list[dict[str, str]], paths: dict[str, pathlib.Path]) -> None:
    draw = random.Random(SEED)
    for item in items:
        if draw.random() < CHINESE:
            texts = HAN_DRONES if item["class"].startswith("uav") else HAN_OTHERS
            item["description"] = draw.choice(texts).replace("{n}", str(draw.randrange(1, 900)))
    goods = [item for item in items if item["class"]]
    others = [item for item in items if not item["class"]]
    few = goods[:int(len(others) * RARE / (1 - RARE))]
    for name, chosen in {"all": items, "rare": few + others}.items():
        chosen = list(chosen)
        draw.shuffle(chosen)
        paths[name].write_text("".join(map(line, chosen)), encoding="utf-8")


def rows(bench: Bench) -> Iterator[Row]:
    program = bench.binary.parent / "recognise_speed"
    bench.run(["ninja", "-C", bench.binary.parent, "recognise_speed"])
    folder = bench.scratch("mixes")
    paths = {name: folder / f"{name}.tsv" for name in ("all", "rare")}
    mixes(world(bench, bench.binary), paths)
    for name, path in paths.items():
        result = json.loads(bench.run([program, path, 7]).output)
        yield Row(f"descriptions, {name}", result["items"], result["seconds"],
                  quality=f"{result['per_second']:,} a second and core; goods in {result['goods'] / result['items']:.3f} of the rows",
                  remark=f"{result['bytes'] / result['items']:.0f} bytes a row")
