#include "report/dossier.h"

#include "base/embedded.h"
#include "base/hash.h"
#include "report/page.h"

namespace wb {

namespace {

// Base64 of a hexadecimal digest, as content security policies want it.
std::string base64_of_hex(std::string_view hex) {
    static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
    std::string out;
    for (std::size_t at = 0; at < hex.size(); at += 6) {
        unsigned bits = 0;
        const std::size_t digits = std::min<std::size_t>(6, hex.size() - at);
        for (std::size_t i = 0; i < 6; ++i) bits = bits * 16 + (i < digits ? digit(hex[at + i]) : 0);
        for (std::size_t i = 0; i < 4; ++i) {
            const bool present = i * 3 < digits * 2;
            out += present ? kLetters[(bits >> (18 - 6 * i)) & 63U] : '=';
        }
    }
    return out;
}

std::string policy(std::string_view style, std::string_view script) {
    return "default-src 'none'; style-src 'sha256-" + base64_of_hex(sha256_hex(style)) + "'; script-src 'sha256-" +
           base64_of_hex(sha256_hex(script)) + "'; base-uri 'none'; form-action 'none'";
}

// Text in Markdown: what could begin markup is escaped.
std::string markdown(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '<') {
            out += "&lt;";
            continue;
        }
        if (std::string_view("\\`*_[]>#|").find(c) != std::string_view::npos) out += '\\';
        out += c == '\n' || c == '\r' ? ' ' : c;
    }
    return out;
}

void write_head(Page& page, std::string_view style, std::string_view script) {
    const auto& about = page.dossier.about;
    page.html.open("head");
    page.html.leaf("meta", {{"charset", "utf-8"}});
    page.html.leaf("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy(style, script)}});
    page.html.leaf("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    page.html.leaf("meta", {{"name", "generator"}, {"content", "waybill " + about.software}});
    page.html.leaf("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
    page.html.put("title", (about.synthetic ? "Synthetic sample: " : "") + (about.title.empty() ? about.name : about.title) +
                               " – dossier " + about.run_id);
    page.html.open("style").raw(style).close();
    page.html.close();
}

void write_sections(Page& page) {
    write_heading(page);
    page.html.open("main");
    write_claims_section(page);
    write_method(page);
    write_months(page);
    write_brands(page);
    write_companies(page);
    write_countries(page);
    write_chains(page);
    write_prices(page);
    write_controls(page);
    write_listed(page);
    write_findings(page);
    write_other_figures(page);
    write_replies(page);
    write_notes(page);
    write_figure_rows(page);
    write_original_rows(page);
    write_sources(page);
    page.html.close();
}

}  // namespace

std::string write_dossier(const Dossier& dossier) {
    const auto style = embedded_file("report/dossier.css");
    const auto script = embedded_file("report/dossier.js");
    Page page(dossier, {});
    page.html.raw("<!DOCTYPE html>\n");
    page.html.open("html", {{"lang", "en"}});
    write_head(page, style, script);
    page.html.open("body");
    page.html.put("a", "Skip to the claims", {{"class", "skip"}, {"href", "#claims"}});
    write_sections(page);
    page.html.open("script").raw(script).close();
    page.html.close().close();
    return page.html.take() + "\n";
}

std::string write_claims(const Dossier& dossier) {
    Page page(dossier, {});
    std::string text = "# " + markdown(dossier.about.title.empty() ? dossier.about.name : dossier.about.title) + "\n\n";
    if (dossier.about.synthetic) text += "Synthetic sample: every company in it is invented.\n\n";
    std::string notes;
    int number = 0;
    for (const std::size_t i : page.selection.claims) {
        const auto& figure = dossier.figures[i];
        const auto words = figure_text(figure);
        const std::string key = std::to_string(++number);
        text += "- **" + words.value + "** " + words.interval + " " +
                markdown(FigureWords::built_in().claim(figure, page.subject(figure))) + " (" + figure.grade + ")[^" + key + "]\n";
        notes += "[^" + key + "]: " + markdown(figure.figure_id) + ": " + markdown(figure.definition) + ". " + figure.method + ". " +
                 counted(figure.rows, "row", "rows") + (figure.missing.empty() ? "" : ". Missing: " + figure.missing) +
                 ". SHA-256 of the sorted item_id: " + figure.digest + "\n";
    }
    return text + "\n" + notes;
}

}  // namespace wb
