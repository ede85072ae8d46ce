#include "report/page.h"

#include <cmath>

#include "reference/countries.h"

namespace wb {

namespace {

EntityId entity_of(const std::string& key) { return EntityId{std::strtoll(key.c_str(), nullptr, 10)}; }

bool about_company(const FigureName& name) {
    if (name.family == "direct.share") return !name.key.empty() && name.key != "other";
    return name.family == "exporter.value" || name.family == "consignee.value" || name.family == "markup.ratio";
}
bool about_country(const std::string& family) { return family == "country.value" || family == "dispatch.value"; }

}  // namespace

Page::Page(const Dossier& all, const PageLimits& most) : dossier(all), limits(most), selection(select_figures(all.figures)) {
    for (const auto& figure : dossier.figures) by_id_[figure.figure_id] = &figure;
    for (const auto& original : dossier.rows) rows_[original.item] = &original;
}

const Figure* Page::find(const std::string& figure_id) const {
    const auto found = by_id_.find(figure_id);
    return found == by_id_.end() ? nullptr : found->second;
}

int Page::note_number(const Figure& figure) {
    return notes_.try_emplace(figure.figure_id, static_cast<int>(notes_.size()) + 1).first->second;
}

void Page::note_link(const Figure& figure) {
    const bool first = !notes_.contains(figure.figure_id);
    const std::string number = std::to_string(note_number(figure));
    const std::string anchor = anchor_name(figure.figure_id);
    html.open("sup");
    html.put("a", number, {{"href", "#n-" + anchor}, {first ? "id" : "", "m-" + anchor}, {"aria-label", "note " + number}});
    html.close();
}

void Page::number(const Figure& figure) {
    const auto text = figure_text(figure);
    const std::string anchor = anchor_name(figure.figure_id);
    const bool linked = figure.rows > 0 && dossier.evidence.contains(figure.figure_id);
    html.open("span", {{"class", figure.value ? "number" : "number untold"}});
    if (linked) html.open("a", {{"href", "#r-" + anchor}, {"title", counted(figure.rows, "row", "rows") + " behind it"}});
    if (figure.value) {
        html.put("data", text.value, {{"class", "value"}, {"value", to_string(*figure.value)}, {"data-figure", anchor}});
    } else {
        html.put("span", text.value, {{"class", "value"}});
    }
    if (linked) html.close();
    if (!text.interval.empty()) html.text(" ").put("span", text.interval, {{"class", "interval"}});
    note_link(figure);
    html.close();
}

void Page::grade(const Figure& figure) {
    html.put("span", figure.grade, {{"class", "grade " + anchor_name(figure.grade)}, {"title", std::string(grade_words(figure.grade))}});
}

std::string Page::subject(const Figure& figure) const {
    const auto name = figure_name(figure.figure_id);
    if (name.key == "unstated") return "not stated";
    if (about_company(name)) return company_text(entity_of(name.key));
    if (about_country(name.family)) return country_words(name.key);
    if (name.family.starts_with("brand.")) {
        const auto found = dossier.brand_names.find(name.key);
        return found == dossier.brand_names.end() ? name.key : found->second;
    }
    if (name.family.starts_with("control.")) {
        for (const auto& control : dossier.controls) {
            if (control.id == name.key) return control.title;
        }
    }
    return name.key;
}

void Page::write_subject(const Figure& figure) {
    const auto name = figure_name(figure.figure_id);
    if (about_company(name) && name.key != "unstated") {
        const EntityId id = entity_of(name.key);
        named[id].push_back(&figure);
        company(id);
        return;
    }
    html.put("bdi", subject(figure));
}

std::string Page::company_text(EntityId id) const {
    const auto found = dossier.companies.find(id);
    if (found == dossier.companies.end()) return "company " + std::to_string(id.value);
    return found->second.caption;
}

void Page::company(EntityId id) {
    const auto found = dossier.companies.find(id);
    if (found == dossier.companies.end()) {
        html.put("span", company_text(id), {{"class", "company"}});
        return;
    }
    const auto& company = found->second;
    html.open("span", {{"class", "company"}});
    html.put("bdi", company.caption);
    if (!company.latin.empty()) html.text(" ").put("span", company.latin, {{"class", "latin"}, {"lang", "mul-Latn"}});
    if (company.country.present())
        html.text(" ").put("span", company.country.text(), {{"class", "country"}, {"title", country_words(company.country.text())}});
    if (!company.listings.empty()) {
        html.text(" ").put("span", "⚑ on a list", {{"class", "flag"}, {"title", "possible match with a list: see the companies to ask"}});
    }
    html.close();
}

const OriginalRow* Page::row(ItemId item) const {
    const auto found = rows_.find(item);
    return found == rows_.end() ? nullptr : found->second;
}

void Page::row_link(ItemId item) {
    const auto* original = row(item);
    if (original == nullptr) {
        html.put("span", "item " + std::to_string(item.value), {{"class", "place"}});
        return;
    }
    html.put("a", original->path + ":" + std::to_string(original->row_number),
             {{"class", "place"}, {"href", "#o-" + std::to_string(item.value)}});
}

std::string Page::goods_text(const std::string& ids) const {
    std::string text;
    std::string brand;
    for (std::size_t begin = 0; begin < ids.size();) {
        const auto end = std::min(ids.find(' ', begin), ids.size());
        const std::string id = ids.substr(begin, end - begin);
        begin = end + 1;
        const auto word_in = [&](const std::map<std::string, std::string>& names) {
            const auto found = names.find(id);
            return found == names.end() ? std::string() : found->second;
        };
        std::string word = word_in(dossier.model_names);
        // A model's name may begin with its brand's.
        if (!word.empty() && !brand.empty() && word.starts_with(brand)) text.resize(text.size() - brand.size() - 1);
        if (word.empty()) word = brand = word_in(dossier.brand_names);
        if (word.empty()) word = word_in(dossier.class_titles);
        text += (word.empty() ? id : word) + " ";
    }
    if (text.ends_with(" ")) text.pop_back();
    return text;
}

void Page::section(const std::string& id, const std::string& heading) {
    html.open("section", {{"id", id}, {"aria-labelledby", id + "-h"}});
    html.put("h2", heading, {{"id", id + "-h"}});
}

void Page::paragraph(std::string_view text, const std::string& css) { html.put("p", text, {{css.empty() ? "" : "class", css}}); }

void Page::begin_table(const std::vector<std::string>& headings, const std::string& css, const std::string& caption) {
    html.open("div", {{"class", "frame"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", caption}});
    html.open("table", {{"class", css}});
    html.put("caption", caption);
    html.open("thead").open("tr");
    for (const auto& heading : headings) {
        const bool number = heading.starts_with(">");
        html.put("th", number ? heading.substr(1) : heading, {{"scope", "col"}, {number ? "class" : "", "n"}});
    }
    html.close().close().open("tbody");
}

void Page::end_table() { html.close().close().close(); }

void Page::cell(std::string_view text, const std::string& css) { html.put("td", text, {{css.empty() ? "" : "class", css}}); }

std::string counted(std::int64_t number, std::string_view one, std::string_view many) {
    return grouped(number) + " " + std::string(number == 1 ? one : many);
}

std::string country_words(std::string_view iso2) {
    const Country country{iso2};
    if (!country.present()) return "not stated";
    const auto name = country_name(country);
    return name == iso2 ? std::string(iso2) : std::string(name) + " (" + std::string(iso2) + ")";
}

std::string share_of(double part, double whole) { return whole > 0 ? share_words(part / whole) : "–"; }

}  // namespace wb
