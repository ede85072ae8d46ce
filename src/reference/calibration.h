// How often a pattern of evidence is right: the probabilities of recognition and their own doubt (data/calibration/goods.toml).
//
// A pattern is a dotted key such as "uav.model_brand.hs_uav.price_fits"; a key that is not listed falls back on the key without its last
// part. Beta(alpha, beta) includes how much the rate differs between worlds. Written by tools/calibrate_goods.py from scored worlds.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"

namespace wb {

struct BetaRate {
    double alpha = 0, beta = 0;
    // Of patterns whose goods have probabilities of their own: standard deviation, over worlds, of what all of them are off by in one
    // world, on the scale of log odds. 0: the Beta says how worlds differ.
    double log_odds_spread = 0;
    [[nodiscard]] double mean() const { return alpha / (alpha + beta); }
};

// Immutable after loading; thread safe.
class Calibration {
public:
    static const Calibration& built_in();
    static Result<Calibration> parse(std::string_view toml, const std::string& file);
    // The rate of the pattern, of its longest listed beginning, or of "" (which every file has).
    [[nodiscard]] BetaRate lookup(std::string_view pattern) const;
    // The share of value that recognition names at all, of goods whose text says what they are and of those whose text says nothing; alpha
    // 0 when the file does not say.
    [[nodiscard]] BetaRate found_named() const { return found_named_; }
    [[nodiscard]] BetaRate found_vague() const { return found_vague_; }
    // Share of the counted value that repeats another provider's row unseen; alpha 0 when the file does not say.
    [[nodiscard]] BetaRate counted_twice() const { return counted_twice_; }
    // Share of counted companies that are another spelling of a counted one; alpha 0 when the file does not say.
    [[nodiscard]] BetaRate counted_apart() const { return counted_apart_; }

private:
    std::unordered_map<std::string, BetaRate> rates_;
    BetaRate found_named_, found_vague_, counted_twice_, counted_apart_;
};

}  // namespace wb
