// Whether a control forbade a good on its day. A brand on a list is no control on a shipment: a listing of the maker restricts supply to
// it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "reference/catalogue.h"
#include "reference/controls.h"
#include "screen/judgement.h"

namespace wb {

class ControlRules {
public:
    ControlRules(const Controls& controls, const Catalogue& catalogue, std::optional<Day> known_on);
    // Judgements of every control that is about the good's class or code and journey. `consignee` and `sender`: names as resolved.
    void judge(const ScopeGood& good, const std::string& consignee, const std::string& sender, std::vector<Judgement>& out) const;
    // RF05.
    [[nodiscard]] Judgement high_priority(const ScopeGood& good) const;
    // RF12.
    [[nodiscard]] Judgement detour(const ScopeGood& good) const;

private:
    struct PartyControl {
        const Control* control;
        std::set<std::string> keys;    // folded names of its parties
        std::set<std::string> brands;  // whose maker is one of them
    };
    void judge_goods(const Control& control, const ScopeGood& good, std::vector<Judgement>& out) const;
    void judge_party(const PartyControl& entry, const ScopeGood& good, const std::string& consignee, const std::string& sender,
                     std::vector<Judgement>& out) const;
    void check_conditions(const Control& control, const ScopeGood& good, Judgement& judgement) const;
    [[nodiscard]] bool known(const std::optional<Day>& announced, const std::optional<Day>& effective) const;

    const Controls& controls_;
    const Catalogue& catalogue_;
    std::optional<Day> known_on_;
    std::vector<const Control*> goods_, lists_;
    std::vector<PartyControl> parties_;
};

}  // namespace wb
