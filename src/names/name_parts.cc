#include "names/name_parts.h"

#include "names/name_reader.h"

namespace wb {

struct NameScratch::State {
    NameReader reader;
};

NameScratch::NameScratch() : state_(std::make_unique<State>()) {}
NameScratch::~NameScratch() = default;
NameScratch::NameScratch(NameScratch&&) noexcept = default;
NameScratch& NameScratch::operator=(NameScratch&&) noexcept = default;

NameParts read_name(std::string_view name, NameScratch& scratch) { return scratch.state().reader.read(name); }

std::string latin_name(const NameParts& parts) {
    std::string text;
    for (const auto& token : parts.tokens) {
        if (!text.empty() && !token.latin.empty()) text += ' ';
        text += token.latin;
    }
    return text;
}

}  // namespace wb
