// What the agreement of two rows is worth: the probability that they are one declaration item, learned from the case's own rows.
//
// Key idea: Fellegi and Sunter (1969), fitted by expectation maximisation. Rows meet under a key (DoubleKey); what else they state either
// agrees, contradicts or is missing. How often true doubles agree (m) and how often different rows under the same key do (u) is learned
// from the counts of agreement patterns; u also from rows of one provider that share a key, which are different shipments for certain.
// Few pairs say little, so every rate starts from a usual one that counts as kUsualPairs pairs. What is missing says nothing.
// Pure; counts are whole numbers, so the order of pairs does not matter. Cost: patterns × iterations.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace wb {

// mirror: an export of one country and an import of another.
enum class DoubleKey : std::int32_t { declaration_item = 1, declaration_mass = 2, day_mass = 3, mirror = 4 };
inline constexpr std::size_t kDoubleKeys = 4;

enum class Agreement : std::uint8_t { missing = 0, agree = 1, contradict = 2 };
enum class PartyAgreement : std::uint8_t { missing = 0, same_identifier = 1, alike = 2, unlike = 3 };

struct DoublePattern {
    Agreement quantity = Agreement::missing, value = Agreement::missing, mass = Agreement::missing;
    PartyAgreement parties = PartyAgreement::missing;
    [[nodiscard]] std::size_t index() const;
    static DoublePattern of(std::size_t index);
};
inline constexpr std::size_t kDoublePatterns = 3 * 3 * 3 * 4;

// Counts of pairs by pattern, of one key.
struct DoubleCounts {
    std::array<std::int64_t, kDoublePatterns> pairs{};      // possible doubles
    std::array<std::int64_t, kDoublePatterns> different{};  // known to be different
};

class DoubleModel {
public:
    DoubleModel();  // the usual rates
    void fit(const std::array<DoubleCounts, kDoubleKeys>& counts);
    [[nodiscard]] double probability(DoubleKey key, const DoublePattern& pattern) const;

private:
    struct Rates {
        // By level of the comparison; [0] is missing and not used.
        std::array<double, 3> quantity{}, value{}, mass{};
        std::array<double, 4> parties{};
    };
    struct KeyRates {
        double share = 0.5;  // of pairs that are doubles
        Rates same, different;
        [[nodiscard]] double probability(const DoublePattern& pattern) const;
    };
    class Learner;
    std::array<KeyRates, kDoubleKeys> keys_;
};

}  // namespace wb
