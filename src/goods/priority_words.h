// What the head of a description is called in trade, and the codes of the common high priority list that it speaks for.
//
// "ПОДШИПНИК ШАРИКОВЫЙ РАДИАЛЬНЫЙ 6204" is a ball bearing, "ЧЕХОЛ ДЛЯ ВИДЕОКАМЕРЫ" and "CAMERA BAG" are no cameras: a name counts only as
// the head of the text (head_noun.h). Words: data/terms/priority_goods.toml; how often they are right: `measured` there. Built once;
// immutable; thread safe. Costs as much as the recogniser's look at a text; asked only for what red flag RF15 looks at.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

struct PriorityName {
    std::vector<std::string> hs6;    // HS 2022
    double probability = 0;          // that the goods stand under one of them
    std::size_t begin = 0, end = 0;  // bytes of the text
};

class PriorityWords {
public:
    static const PriorityWords& built_in();
    // nullopt: the head is no such name.
    [[nodiscard]] std::optional<PriorityName> name_of(std::string_view description) const;
    ~PriorityWords();

private:
    PriorityWords();
    struct State;
    std::unique_ptr<const State> state_;
};

}  // namespace wb
