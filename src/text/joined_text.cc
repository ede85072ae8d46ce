#include "text/joined_text.h"

namespace wb {

void JoinedText::assign(std::string_view original) {
    if (original.find("_[=") == std::string_view::npos) {
        text = original;
        changed = false;
        return;
    }
    changed = true;
    buffer_.clear();
    origin_.clear();
    for (std::size_t at = 0; at < original.size();) {
        // "_[=1=]" or "_[=1.1=]", with the blanks that were put around it: the word before goes on behind it.
        if (original[at] == '_' && original.substr(at + 1, 2) == "[=") {
            const auto close = original.find("=]", at + 3);
            if (close != std::string_view::npos && close - at < 16) {
                at = close + 2;
                while (at < original.size() && original[at] == ' ') ++at;
                if (at < original.size() && original[at] == ':') ++at;
                continue;
            }
        }
        buffer_ += original[at];
        origin_.push_back(static_cast<std::uint32_t>(at));
        ++at;
    }
    origin_.push_back(static_cast<std::uint32_t>(original.size()));
    text = buffer_;
}

}  // namespace wb
