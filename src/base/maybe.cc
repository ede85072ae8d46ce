#include "base/maybe.h"

namespace wb {

std::string_view missing_text(Missing reason) {
    switch (reason) {
        case Missing::not_stated:
            return "not stated";
        case Missing::null_word:
            return "stated as absent";
        case Missing::unreadable:
            return "unreadable";
        case Missing::too_large:
            return "too large";
        case Missing::cut:
            return "cut at the field's width";
        case Missing::inconsistent:
            return "contradicted by other cells";
        case Missing::no_rate:
            return "no exchange rate on that day";
    }
    return "not stated";
}

}  // namespace wb
