// Which code of the Harmonized System (2022, six digits) a description is of, by its words alone: top candidates with probabilities.
//
// A linear classifier of all 5,600 subheadings. Its weights are the centroids (Rocchio 1971) of each code's own published texts: the
// subheading, with less weight its heading and chapter, in English and, where there is one, Russian, and words of the catalogue for goods
// whose everyday names the nomenclature does not use. Features as in features.h; score: cosine of TF-IDF weights; probability: softmax with
// a scale fitted on random extracts of a few words of the same texts. Codes of official texts are terse: expect a hint, not a ruling
// (bench/hs_text: the 78 published cases). Every trained byte comes from data/ (tools/train_hs_model.cc, `make models`); the same data give
// the same bytes. Immutable; thread safe, each thread with its own Scratch. A prediction costs about 30 µs with one, most of it for the
// features of the text: meant for lists and goods in scope, not for every row.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash_places.h"
#include "base/result.h"
#include "classify/features.h"

namespace wb {

// A text that describes a code of two, four, six or more digits.
struct HsText {
    std::string code, text;
};

struct HsCandidate {
    std::string hs6;
    double probability = 0;
};

class HsModel {
public:
    static const HsModel& built_in();
    // Codes of six digits in `texts` are the classes; texts of headings and chapters, and of longer codes, go to the classes they hold or
    // belong to.
    static HsModel train(std::span<const HsText> texts);
    // Errors: model.bad_file.
    static Result<HsModel> load(std::string_view bytes);
    [[nodiscard]] std::string bytes() const;

    // The `most` best candidates, best first, ties by code; empty when the text has no known word.
    [[nodiscard]] std::vector<HsCandidate> predict(std::string_view description, std::size_t most) const;
    // Buffers of one thread: allocated anew for each text, they would cost more than the sums.
    class Scratch {
        friend class HsModel;
        Features features_;
        std::vector<std::uint32_t> hashes_;
        std::vector<float> scores_;
        std::vector<double> weights_;
        std::array<float, 256> products_{};  // of one feature with every weight that a posting may have
    };
    // Probabilities of the classes, in order of codes(), each worked out when it is asked for.
    class Distribution {
    public:
        [[nodiscard]] bool empty() const { return weights_.empty(); }
        [[nodiscard]] std::size_t size() const { return weights_.size(); }
        [[nodiscard]] double operator[](std::size_t code) const { return weights_[code] / total_; }
        // In the order of the probabilities, and cheaper: not divided by their sum.
        [[nodiscard]] double weight(std::size_t code) const { return weights_[code]; }

    private:
        friend class HsModel;
        std::span<const double> weights_;
        double total_ = 1;
    };
    // Empty when the text has no known word. Lives in `scratch` until its next use.
    [[nodiscard]] Distribution distribution(std::string_view description, Scratch& scratch) const;
    [[nodiscard]] const std::vector<std::string>& codes() const { return codes_; }
    [[nodiscard]] double scale() const { return scale_; }

private:
    struct Posting {
        std::uint16_t hs6 = 0;
        std::uint8_t weight = 0;  // of 255
    };
    // False when the text has no known word.
    bool score(std::string_view description, Scratch& scratch) const;
    void add_feature(std::size_t place, double weight, Scratch& scratch) const;
    void fit(std::span<const HsText> texts);
    std::vector<std::string> codes_;
    std::vector<std::uint32_t> features_;  // ascending: the low 32 bits of feature hashes
    HashPlaces<std::uint32_t> places_;     // of features_
    std::vector<std::uint32_t> offsets_;   // of a feature's postings; one more at the end
    std::vector<std::uint16_t> idf_;       // of 256
    std::vector<Posting> postings_;
    double scale_ = 1;
};

// The texts in data/ that the model is trained from: hs/hs2022_en.tsv, hs/tnved_ru.tsv, hs/words.tsv.
std::vector<HsText> built_in_hs_texts();

}  // namespace wb
