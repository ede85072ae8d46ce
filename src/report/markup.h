// Writes HTML and SVG in which nothing that came from a record can become markup.
//
// Every text and attribute value is escaped; control characters, invalid UTF-8 and the characters that reorder text (U+202A–202E,
// U+2066–2069, U+200E, U+200F) are shown as U+FFFD, since a name can carry them to look like another. Every element that is opened must be
// closed (a Bug otherwise). Not thread safe.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wb {

class Markup {
public:
    using Attributes = std::initializer_list<std::pair<std::string_view, std::string>>;

    // Starts an element; an attribute with an empty name is left out.
    Markup& open(std::string_view element, Attributes attributes = {});
    // Ends the innermost element.
    Markup& close();
    // An element without content: br, meta, path.
    Markup& leaf(std::string_view element, Attributes attributes = {});
    Markup& text(std::string_view text);
    // open, text, close.
    Markup& put(std::string_view element, std::string_view text, Attributes attributes = {});
    // Markup made elsewhere by this class, or built in.
    Markup& raw(std::string_view markup);
    [[nodiscard]] std::string take();

private:
    void start(std::string_view element, Attributes attributes);
    std::string text_;
    std::vector<std::string> open_;
};

// `text` escaped for element content and quoted attribute values.
std::string escaped(std::string_view text);

// A name for an id attribute or a fragment made from any text: letters, digits, '.', '-' stay, every other byte becomes "_xx".
std::string anchor_name(std::string_view text);

// A coordinate or length of a drawing, to a tenth of its unit: "12", "12.5".
std::string coordinate(double number);

}  // namespace wb
