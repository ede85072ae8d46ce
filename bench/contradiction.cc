// What red flag RF15 answers for rows on standard input: group, label, description, article, maker, declared code, edition, separated by
// tabs.
//
// One line a row: group, label, answer, missing fact, reasons, separated by tabs. `bench/contradiction.py` makes the rows and sums up.
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "goods/recogniser.h"
#include "goods/text_findings.h"
#include "reference/calibration.h"

int main() {
    const auto catalogue = wb::load_catalogue_with({}).value();
    const auto controls = wb::load_controls_with({}).value();
    const wb::Recogniser recogniser(catalogue, wb::Calibration::built_in(), true);
    const wb::TextFindings findings(catalogue, controls.rules, true);
    wb::Recogniser::Scratch scratch;
    wb::TextFindings::Scratch rules;
    std::string line;
    std::int64_t number = 0;
    while (std::getline(std::cin, line)) {
        std::vector<std::string> cells;
        std::stringstream parts(line);
        for (std::string cell; std::getline(parts, cell, '\t');) cells.push_back(cell);
        cells.resize(7);
        wb::Item item;
        item.item_id = wb::ItemId{++number};
        item.description = cells[2];
        item.article = cells[3];
        item.manufacturer = cells[4];
        item.hs_code = cells[5];
        if (!cells[6].empty()) item.hs_edition = std::stoi(cells[6]);
        std::vector<wb::Good> goods;
        recogniser.recognise(item, scratch, goods);
        std::vector<wb::Finding> found;
        std::vector<wb::TextInformation> information;
        findings.see(item, goods, scratch.signs(), rules, found, information);
        for (const auto& each : found) {
            if (each.rule != "RF15") continue;
            std::printf("%s\t%s\t%s\t%s\t%s\n", cells[0].c_str(), cells[1].c_str(), each.answer.c_str(), each.missing.c_str(),
                        each.reasons.c_str());
        }
    }
}
