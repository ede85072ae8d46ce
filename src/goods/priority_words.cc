#include "goods/priority_words.h"

#include <algorithm>

#include "base/check.h"
#include "base/embedded.h"
#include "goods/head_noun.h"
#include "goods/lexicon.h"
#include "goods/token_text.h"
#include "reference/catalogue.h"
#include "reference/toml_data.h"

namespace wb {

struct PriorityWords::State {
    std::vector<std::vector<std::string>> codes;  // of the names
    double probability = 0;
    std::unique_ptr<GoodsLexicon> lexicon;
};

PriorityWords::PriorityWords() {
    const std::string path = "terms/priority_goods.toml";
    const auto parsed = parse_toml(embedded_file(path), path);
    WB_CHECK(parsed.ok(), to_string(parsed.error()));
    auto state = std::make_unique<State>();
    Catalogue names;  // the lexicon's form of words: a name is a class, what turns all of them round a decoy
    for (const auto* entry : toml_tables(parsed.value(), "goods")) {
        GoodsClass name;
        name.words = {toml_texts(*entry, "ru"), toml_texts(*entry, "en"), toml_texts(*entry, "zh")};
        name.against.ru = toml_texts(*entry, "against");
        names.classes.push_back(std::move(name));
        state->codes.push_back(toml_texts(*entry, "hs6"));
    }
    Decoy against_all;
    against_all.words = toml_texts(parsed.value(), "against");
    names.decoys.push_back(std::move(against_all));
    const auto* measured = parsed.value()["measured"].as_array();
    WB_CHECK(measured != nullptr && measured->size() == 2, "terms/priority_goods.toml says how often names are right");
    const double named = (*measured)[0].value_or(0.0);
    const double right = (*measured)[1].value_or(0.0);
    state->probability = (right + 0.5) / (named + 1);
    state->lexicon = std::make_unique<GoodsLexicon>(names);
    state_ = std::move(state);
}

PriorityWords::~PriorityWords() = default;

const PriorityWords& PriorityWords::built_in() {
    static const PriorityWords kWords;
    return kWords;
}

std::optional<PriorityName> PriorityWords::name_of(std::string_view description) const {
    thread_local TokenText text;
    thread_local std::vector<TermMatch> matches;
    text.assign(description);
    matches.clear();
    state_->lexicon->match(text, matches);
    // The first name, of those the longest: matches come in this order.
    const auto found = std::find_if(matches.begin(), matches.end(), [](const TermMatch& m) { return m.term.kind == TermKind::class_word; });
    if (found == matches.end() || !may_head(text, 0, found->first_token) || !noun_ends(text, description, found->end_token))
        return std::nullopt;
    const bool refused = std::any_of(matches.begin(), matches.end(), [&](const TermMatch& match) {
        return match.term.kind == TermKind::decoy || (match.term.kind == TermKind::class_against && match.term.index == found->term.index);
    });
    if (refused) return std::nullopt;
    return PriorityName{state_->codes[found->term.index], state_->probability, text.origin_begin(found->first_token),
                        text.origin_end(found->end_token)};
}

}  // namespace wb
