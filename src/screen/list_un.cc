// The consolidated list of the United Nations Security Council as XML: INDIVIDUAL and ENTITY with names in four parts, aliases, addresses,
// and LISTED_ON. Read as a stream (expat), entities of the document type are not expanded.
#include <expat.h>

#include "reference/countries.h"
#include "screen/list_builder.h"
#include "text/utf8.h"

namespace wb {

namespace {

class UnReader {
public:
    explicit UnReader(ListBuilder& out) : out_(out) {}

    void read(std::string_view bytes) {
        XML_Parser parser = XML_ParserCreate(nullptr);
        if (parser == nullptr) return;
        parser_ = parser;
        XML_SetUserData(parser, this);
        XML_SetElementHandler(
            parser, [](void* self, const char* name, const char**) { static_cast<UnReader*>(self)->open(name); },
            [](void* self, const char* name) { static_cast<UnReader*>(self)->close(name); });
        XML_SetCharacterDataHandler(parser, [](void* self, const char* text, int size) {
            static_cast<UnReader*>(self)->text_.append(text, static_cast<std::size_t>(size));
        });
        XML_SetEntityDeclHandler(parser, [](void* self, const char*, int, const char*, int, const char*, const char*, const char*,
                                            const char*) { XML_StopParser(static_cast<UnReader*>(self)->parser_, XML_FALSE); });
        feed(bytes);
        XML_ParserFree(parser);
    }

private:
    void feed(std::string_view bytes) {
        constexpr std::size_t kPiece = std::size_t{1} << 24;  // expat takes an int
        do {
            const auto piece = bytes.substr(0, kPiece);
            bytes.remove_prefix(piece.size());
            if (XML_Parse(parser_, piece.data(), static_cast<int>(piece.size()), bytes.empty() ? 1 : 0) == XML_STATUS_OK) continue;
            out_.note(line(), "", "list.bad_xml", XML_ErrorString(XML_GetErrorCode(parser_)), "the rest of the file is not used");
            return;
        } while (!bytes.empty());
    }
    [[nodiscard]] std::int64_t line() const { return static_cast<std::int64_t>(XML_GetCurrentLineNumber(parser_)); }

    void open(std::string_view name) {
        text_.clear();
        path_.emplace_back(name);
        if (name != "INDIVIDUAL" && name != "ENTITY") return;
        entry_ = {};
        entry_.kind = name == "INDIVIDUAL" ? "person" : "company";
        entry_.list_name = "UN List";
        row_ = line();
        inside_ = true;
    }

    void close(std::string_view name) {
        const auto text = trim(text_);
        if (inside_ && !text.empty()) take(name, text);
        if (inside_ && (name == "INDIVIDUAL_ADDRESS" || name == "ENTITY_ADDRESS") && !address_.empty()) {
            entry_.addresses.push_back(std::move(address_));
            address_.clear();
        }
        if (name == "INDIVIDUAL" || name == "ENTITY") {
            inside_ = false;
            address_.clear();
            out_.add(std::move(entry_), row_);
            entry_ = {};
        }
        text_.clear();
        if (!path_.empty()) path_.pop_back();
    }
    [[nodiscard]] bool below(std::string_view parent) const { return path_.size() > 1 && path_[path_.size() - 2] == parent; }

    void take(std::string_view name, std::string_view text) {
        if (name == "FIRST_NAME" || name == "SECOND_NAME" || name == "THIRD_NAME" || name == "FOURTH_NAME") {
            entry_.name += (entry_.name.empty() ? "" : " ") + std::string(text);
        } else if (name == "ALIAS_NAME" || name == "NAME_ORIGINAL_SCRIPT") {
            entry_.aliases.emplace_back(text);
        } else if (name == "DATAID") {
            entry_.number = text;
        } else if (name == "REFERENCE_NUMBER") {
            entry_.reference = text;
        } else if (name == "UN_LIST_TYPE") {
            entry_.programme = text;
        } else if (name == "LISTED_ON") {
            entry_.from_day = out_.day(text.substr(0, 10), row_, "LISTED_ON");
        } else if (name == "STREET" || name == "CITY" || name == "STATE_PROVINCE" || name == "COUNTRY") {
            if (name == "COUNTRY") add_country(text);
            address_ += (address_.empty() ? "" : ", ") + std::string(text);
        } else if (name == "VALUE" && below("NATIONALITY")) {
            add_country(text);
        }
    }
    void add_country(std::string_view text) {
        if (const auto country = country_of(text); country.present()) entry_.countries.push_back(country);
    }

    ListBuilder& out_;
    XML_Parser parser_ = nullptr;
    RawEntry entry_;
    std::string text_, address_;
    std::vector<std::string> path_;
    std::int64_t row_ = 0;
    bool inside_ = false;
};

}  // namespace

bool is_un(std::string_view head) { return head.find("<CONSOLIDATED_LIST") != std::string_view::npos; }

void read_un(std::string_view bytes, ListBuilder& out) { UnReader(out).read(bytes); }

}  // namespace wb
