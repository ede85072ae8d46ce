#include "classify/hs_model.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <numeric>
#include <set>

#include "base/check.h"
#include "base/embedded.h"
#include "base/hash.h"
#include "classify/linear_model.h"

namespace wb {

namespace {

constexpr std::string_view kMagic = "waybill-hs-1\n";
constexpr std::size_t kDigits = 6;
constexpr double kHeadingWeight = 0.5, kChapterWeight = 0.2;  // of the text of a code's heading and chapter beside its own
constexpr double kLeastWeight = 1.5 / 255;                    // of a feature in a code of length 1: less is left out
constexpr std::size_t kExtracts = 2000;                       // random extracts that the scale is fitted on
constexpr std::size_t kExtractWords = 4;
constexpr std::uint64_t kExtractSeed = 0x65787472;

std::uint32_t short_hash(std::uint64_t feature) { return static_cast<std::uint32_t>(feature); }

// Counts of the features of a text, by short hash.
std::map<std::uint32_t, double> counts_of(std::string_view text) {
    Features features;
    description_features(text, features);
    std::map<std::uint32_t, double> counts;
    for (const auto feature : features) counts[short_hash(feature)] += 1;
    return counts;
}

// Adds `weight` of the text of a code, of its heading or of its chapter to a class.
using Centroid = std::map<std::uint32_t, double>;
void add_text(const std::map<std::uint32_t, double>& counts, double weight, Centroid& centroid) {
    for (const auto& [feature, count] : counts) centroid[feature] += weight * (1 + std::log(count));
}

template <typename Number>
void append_numbers(std::string& out, const std::vector<Number>& numbers) {
    for (const auto number : numbers) {
        for (std::size_t byte = 0; byte < sizeof(Number); ++byte)
            out += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * byte) & 0xFFU);
    }
}

// Reads little-endian numbers; `ok` turns false when the bytes end too early.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}
    bool ok = true;
    std::uint64_t number(std::size_t size) {
        if (bytes_.size() < size) {
            ok = false;
            return 0;
        }
        std::uint64_t value = 0;
        for (std::size_t byte = 0; byte < size; ++byte)
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes_[byte])) << (8 * byte);
        bytes_.remove_prefix(size);
        return value;
    }
    template <typename Number>
    std::vector<Number> numbers(std::size_t count) {
        std::vector<Number> out;
        if (bytes_.size() / sizeof(Number) < count) {
            ok = false;
            return out;
        }
        out.reserve(count);
        for (std::size_t i = 0; i < count; ++i) out.push_back(static_cast<Number>(number(sizeof(Number))));
        return out;
    }
    [[nodiscard]] bool at_end() const { return bytes_.empty(); }

private:
    std::string_view bytes_;
};

void read_tsv(std::string_view path, std::vector<HsText>& texts) {
    auto bytes = embedded_file(path);
    while (!bytes.empty()) {
        const auto end = std::min(bytes.find('\n'), bytes.size());
        const auto line = bytes.substr(0, end);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
        const auto tab = line.find('\t');
        if (!line.starts_with('#') && tab != std::string_view::npos)
            texts.push_back({std::string(line.substr(0, tab)), std::string(line.substr(tab + 1))});
    }
}

// A few words of a text that stand together.
std::string extract_of(std::string_view text, std::uint64_t draw) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        if (end > at) words.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    if (words.size() <= kExtractWords) return std::string(text);
    const auto first =
        static_cast<std::size_t>(uniform_draw(kExtractSeed, draw, 1) * static_cast<double>(words.size() - kExtractWords + 1));
    std::string out;
    for (std::size_t i = 0; i < kExtractWords; ++i) out += std::string(words[first + i]) + " ";
    return out;
}

}  // namespace

std::vector<HsText> built_in_hs_texts() {
    std::vector<HsText> texts;
    for (const auto* path : {"hs/hs2022_en.tsv", "hs/tnved_ru.tsv", "hs/words.tsv"}) read_tsv(path, texts);
    return texts;
}

const HsModel& HsModel::built_in() {
    static const HsModel kModel = [] {
        auto loaded = load(embedded_file("models/hs_text.bin"));
        WB_CHECK(loaded.ok(), "models/hs_text.bin cannot be read");
        return std::move(loaded).value();
    }();
    return kModel;
}

HsModel HsModel::train(std::span<const HsText> texts) {
    HsModel model;
    std::set<std::string> codes;
    std::map<std::string, std::vector<std::map<std::uint32_t, double>>> counts;  // of the texts of a code of up to six digits
    for (const auto& entry : texts) {
        if (entry.code.size() == kDigits) codes.insert(entry.code);
        counts[entry.code.substr(0, kDigits)].push_back(counts_of(entry.text));
    }
    model.codes_.assign(codes.begin(), codes.end());
    std::vector<Centroid> centroids(model.codes_.size());
    std::map<std::uint32_t, std::uint32_t> documents;  // codes that a feature belongs to by its own texts
    for (std::size_t k = 0; k < model.codes_.size(); ++k) {
        for (const auto& [length, weight] : {std::pair<std::size_t, double>{6, 1.0}, {4, kHeadingWeight}, {2, kChapterWeight}}) {
            for (const auto& text : counts[model.codes_[k].substr(0, length)]) add_text(text, weight, centroids[k]);
        }
        for (const auto& entry : centroids[k]) ++documents[entry.first];
    }
    std::map<std::uint32_t, std::vector<Posting>> postings;
    std::map<std::uint32_t, double> idf;
    for (const auto& [feature, count] : documents)
        idf[feature] = std::log((1.0 + static_cast<double>(model.codes_.size())) / (1.0 + static_cast<double>(count))) + 0.2;
    for (std::size_t k = 0; k < centroids.size(); ++k) {
        double squares = 0;
        for (auto& [feature, weight] : centroids[k]) {
            weight *= idf[feature];
            squares += weight * weight;
        }
        for (const auto& [feature, weight] : centroids[k]) {
            const double share = weight / std::sqrt(squares);
            if (share < kLeastWeight) continue;
            const auto coded = static_cast<std::uint8_t>(std::min(255.0, std::round(share * 255)));
            postings[feature].push_back({static_cast<std::uint16_t>(k), coded});
        }
    }
    for (const auto& [feature, list] : postings) {
        model.features_.push_back(feature);
        model.offsets_.push_back(static_cast<std::uint32_t>(model.postings_.size()));
        model.idf_.push_back(static_cast<std::uint16_t>(std::round(idf[feature] * 256)));
        model.postings_.insert(model.postings_.end(), list.begin(), list.end());
    }
    model.offsets_.push_back(static_cast<std::uint32_t>(model.postings_.size()));
    model.places_ = HashPlaces<std::uint32_t>(model.features_);
    model.fit(texts);
    return model;
}

void HsModel::fit(std::span<const HsText> texts) {
    std::vector<std::vector<float>> all_scores;
    std::vector<std::uint32_t> labels;
    Scratch scratch;
    for (std::size_t draw = 0; draw < kExtracts; ++draw) {
        const auto& entry = texts[static_cast<std::size_t>(uniform_draw(kExtractSeed, draw, 0) * static_cast<double>(texts.size()))];
        const auto code = entry.code.substr(0, kDigits);
        const auto found = std::lower_bound(codes_.begin(), codes_.end(), code);
        if (found == codes_.end() || *found != code) continue;
        if (!score(extract_of(entry.text, draw), scratch)) continue;
        all_scores.push_back(scratch.scores_);
        labels.push_back(static_cast<std::uint32_t>(found - codes_.begin()));
    }
    // Whole steps: the last digits of logarithms must not decide about bytes of a file.
    scale_ = all_scores.empty() ? 1 : std::round(fit_scale(all_scores, labels));
}

// Adds a feature's weight to all codes that have it. Common features have thousands: each of the 256 products is then worked out once.
void HsModel::add_feature(std::size_t place, double weight, Scratch& scratch) const {
    const std::span postings(postings_.data() + offsets_[place], offsets_[place + 1] - offsets_[place]);
    const auto product = [&](std::size_t of) { return static_cast<float>(weight * static_cast<double>(of) / 255.0); };
    auto* const scores = scratch.scores_.data();
    auto& products = scratch.products_;
    if (postings.size() <= products.size()) {
        for (const auto& posting : postings) scores[posting.hs6] += product(posting.weight);
        return;
    }
    for (std::size_t of = 0; of < products.size(); ++of) products[of] = product(of);
    for (const auto& posting : postings) scores[posting.hs6] += products[posting.weight];
}

bool HsModel::score(std::string_view description, Scratch& scratch) const {
    scratch.features_.clear();
    description_features(description, scratch.features_);
    auto& hashes = scratch.hashes_;
    hashes.clear();
    for (const auto feature : scratch.features_) hashes.push_back(short_hash(feature));
    std::sort(hashes.begin(), hashes.end());
    scratch.scores_.assign(codes_.size(), 0.0F);
    double squares = 0;
    for (auto at = hashes.begin(); at != hashes.end();) {
        const auto feature = *at;
        const auto first = at;
        at = std::find_if(at, hashes.end(), [&](std::uint32_t hash) { return hash != feature; });
        const auto place = places_.find(features_, feature);
        if (place == features_.size()) continue;
        const auto count = static_cast<double>(at - first);
        const double weight = (1 + std::log(count)) * idf_[place] / 256.0;
        squares += weight * weight;
        add_feature(place, weight, scratch);
    }
    if (squares <= 0) return false;
    const auto length = static_cast<float>(std::sqrt(squares));
    for (auto& value : scratch.scores_) value /= length;
    return true;
}

HsModel::Distribution HsModel::distribution(std::string_view description, Scratch& scratch) const {
    Distribution distribution;
    if (!score(description, scratch)) return distribution;
    distribution.total_ = softmax_weights(scratch.scores_, scale_, scratch.weights_);
    distribution.weights_ = scratch.weights_;
    return distribution;
}

std::vector<HsCandidate> HsModel::predict(std::string_view description, std::size_t most) const {
    Scratch scratch;
    const auto probability = distribution(description, scratch);
    std::vector<std::size_t> order(probability.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    most = std::min(most, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most), order.end(), [&](std::size_t a, std::size_t b) {
        return probability[a] != probability[b] ? probability[a] > probability[b] : a < b;
    });
    std::vector<HsCandidate> out;
    for (std::size_t i = 0; i < most; ++i) out.push_back({codes_[order[i]], probability[order[i]]});
    return out;
}

std::string HsModel::bytes() const {
    std::string out(kMagic);
    append_numbers(out, std::vector<std::uint32_t>{static_cast<std::uint32_t>(codes_.size()), static_cast<std::uint32_t>(features_.size()),
                                                   static_cast<std::uint32_t>(postings_.size()), static_cast<std::uint32_t>(scale_)});
    std::vector<std::uint32_t> codes;
    for (const auto& code : codes_) codes.push_back(static_cast<std::uint32_t>(std::stoul(code)));
    append_numbers(out, codes);
    append_numbers(out, features_);
    append_numbers(out, offsets_);
    append_numbers(out, idf_);
    std::vector<std::uint16_t> classes;
    std::vector<std::uint8_t> weights;
    for (const auto& posting : postings_) {
        classes.push_back(posting.hs6);
        weights.push_back(posting.weight);
    }
    append_numbers(out, classes);
    append_numbers(out, weights);
    return out;
}

Result<HsModel> HsModel::load(std::string_view bytes) {
    const auto bad = [] { return Error{"model.bad_file", "the model of commodity codes is damaged", {}, "make it again: make models"}; };
    if (!bytes.starts_with(kMagic)) return bad();
    ByteReader reader(bytes.substr(kMagic.size()));
    const auto sizes = reader.numbers<std::uint32_t>(4);
    if (!reader.ok) return bad();
    HsModel model;
    for (const auto code : reader.numbers<std::uint32_t>(sizes[0])) {
        auto text = std::to_string(code);
        model.codes_.push_back(std::string(kDigits - std::min(kDigits, text.size()), '0') + text);
    }
    model.features_ = reader.numbers<std::uint32_t>(sizes[1]);
    model.offsets_ = reader.numbers<std::uint32_t>(std::size_t{sizes[1]} + 1);
    model.idf_ = reader.numbers<std::uint16_t>(sizes[1]);
    const auto classes = reader.numbers<std::uint16_t>(sizes[2]);
    const auto weights = reader.numbers<std::uint8_t>(sizes[2]);
    if (!reader.ok || !reader.at_end()) return bad();
    for (std::size_t i = 0; i < classes.size(); ++i) {
        if (classes[i] >= model.codes_.size()) return bad();
        model.postings_.push_back({classes[i], weights[i]});
    }
    const bool ordered = std::is_sorted(model.offsets_.begin(), model.offsets_.end()) && model.offsets_.back() == model.postings_.size();
    if (!ordered || !std::is_sorted(model.features_.begin(), model.features_.end())) return bad();
    model.scale_ = sizes[3];
    model.places_ = HashPlaces<std::uint32_t>(model.features_);
    return model;
}

}  // namespace wb
