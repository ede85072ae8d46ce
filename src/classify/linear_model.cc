#include "classify/linear_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/hash.h"

namespace wb {

namespace {

constexpr std::uint64_t kOrderSeed = 0x6F72646572;
constexpr std::size_t kLanes = 8;  // weights of a feature are padded to whole vectors

// sums[k] += weight * row[k], by whole vectors: every class sums in its own lane, so the result does not depend on their width.
void add_scaled(float* sums, const float* row, float weight, std::size_t stride) {
    for (std::size_t k = 0; k < stride; k += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) sums[k + lane] += weight * row[k + lane];
    }
}

// Documents of a pass in an order drawn from the pass's number.
void shuffle(std::vector<std::uint32_t>& order, std::uint64_t pass) {
    for (std::size_t i = order.size(); i > 1; --i) {
        const auto other = static_cast<std::size_t>(uniform_draw(kOrderSeed, pass, i) * static_cast<double>(i));
        std::swap(order[i - 1], order[other]);
    }
}

}  // namespace

Vocabulary Vocabulary::of(std::span<const Features> documents, std::size_t least_documents) {
    std::unordered_map<std::uint64_t, std::uint32_t> counts;
    for (auto document : documents) {
        std::sort(document.begin(), document.end());
        document.erase(std::unique(document.begin(), document.end()), document.end());
        for (const auto feature : document) ++counts[feature];
    }
    std::vector<std::pair<std::uint64_t, std::uint32_t>> kept;
    for (const auto& entry : counts) {
        if (entry.second >= least_documents) kept.push_back(entry);
    }
    std::sort(kept.begin(), kept.end());
    Vocabulary vocabulary;
    for (const auto& [feature, count] : kept) {
        vocabulary.number_of_.emplace(feature, static_cast<std::uint32_t>(vocabulary.idf_.size()));
        vocabulary.idf_.push_back(
            static_cast<float>(std::log((1.0 + static_cast<double>(documents.size())) / (1.0 + static_cast<double>(count))) + 1.0));
    }
    return vocabulary;
}

SparseDocument Vocabulary::document(const Features& features) const {
    std::vector<std::uint32_t> numbers;
    numbers.reserve(features.size());
    for (const auto feature : features) {
        const auto found = number_of_.find(feature);
        if (found != number_of_.end()) numbers.push_back(found->second);
    }
    std::sort(numbers.begin(), numbers.end());
    SparseDocument document;
    double squares = 0;
    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t end = i;
        while (end < numbers.size() && numbers[end] == numbers[i]) ++end;
        const double weight = (1.0 + std::log(static_cast<double>(end - i))) * static_cast<double>(idf_[numbers[i]]);
        document.features.push_back(numbers[i]);
        document.weights.push_back(static_cast<float>(weight));
        squares += weight * weight;
        i = end;
    }
    const auto scale = static_cast<float>(squares > 0 ? 1.0 / std::sqrt(squares) : 0.0);
    for (auto& weight : document.weights) weight *= scale;
    return document;
}

LinearModel LinearModel::train(std::span<const SparseDocument> documents, std::span<const std::uint32_t> labels, std::size_t classes,
                               std::size_t features, const LinearOptions& options) {
    WB_CHECK(documents.size() == labels.size(), "one label for each document");
    LinearModel model;
    model.classes_ = classes;
    model.stride_ = (classes + kLanes - 1) / kLanes * kLanes;
    const auto stride = model.stride_;
    model.weights_.assign(features * stride, 0.0F);
    std::vector<float> alpha(documents.size() * stride, 0.0F);
    std::vector<float> score(stride);
    std::vector<float> change(stride);
    std::vector<std::uint32_t> order(documents.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto diagonal = static_cast<float>(0.5 / options.cost);
    for (int pass = 0; pass < options.passes; ++pass) {
        shuffle(order, static_cast<std::uint64_t>(pass));
        for (const auto i : order) {
            const auto& document = documents[i];
            std::fill(score.begin(), score.end(), 0.0F);
            float squares = 0;
            for (std::size_t f = 0; f < document.features.size(); ++f) {
                const float* row = &model.weights_[document.features[f] * stride];
                const float weight = document.weights[f];
                squares += weight * weight;
                add_scaled(score.data(), row, weight, stride);
            }
            const float step = 1.0F / (squares + diagonal);
            float* dual = &alpha[i * stride];
            for (std::size_t k = 0; k < stride; ++k) {
                const float sign = labels[i] == k ? 1.0F : -1.0F;
                const float gradient = sign * score[k] - 1.0F + diagonal * dual[k];
                const float next = std::max(0.0F, dual[k] - gradient * step);
                change[k] = (next - dual[k]) * sign;
                dual[k] = next;
            }
            for (std::size_t f = 0; f < document.features.size(); ++f) {
                float* row = &model.weights_[document.features[f] * stride];
                const float weight = document.weights[f];
                add_scaled(row, change.data(), weight, stride);
            }
        }
    }
    return model;
}

std::vector<float> LinearModel::scores(const SparseDocument& document) const {
    std::vector<float> score(stride_, 0.0F);
    for (std::size_t f = 0; f < document.features.size(); ++f) {
        const float* row = &weights_[document.features[f] * stride_];
        add_scaled(score.data(), row, document.weights[f], stride_);
    }
    score.resize(classes_);
    return score;
}

double softmax_weights(std::span<const float> scores, double scale, std::vector<double>& out) {
    out.resize(scores.size());
    const double largest = scores.empty() ? 0 : static_cast<double>(*std::max_element(scores.begin(), scores.end()));
    const double of_zero = std::exp(scale * (0.0 - largest));  // most classes share nothing with a text
    double total = 0;
    for (std::size_t k = 0; k < scores.size(); ++k) {
        out[k] = scores[k] == 0.0F ? of_zero : std::exp(scale * (static_cast<double>(scores[k]) - largest));
        total += out[k];
    }
    return total;
}

std::vector<double> probabilities(std::span<const float> scores, double scale) {
    std::vector<double> out;
    const double total = softmax_weights(scores, scale, out);
    for (auto& probability : out) probability /= total;
    return out;
}

double fit_scale(std::span<const std::vector<float>> scores, std::span<const std::uint32_t> labels) {
    constexpr double kLowest = 0.1;
    constexpr double kHighest = 100.0;
    constexpr int kSteps = 40;
    constexpr double kGolden = 0.6180339887498949;
    const auto loss = [&](double scale) {
        double sum = 0;
        for (std::size_t i = 0; i < scores.size(); ++i) sum -= std::log(std::max(1e-12, probabilities(scores[i], scale)[labels[i]]));
        return sum;
    };
    double low = kLowest;
    double high = kHighest;
    double a = high - kGolden * (high - low);
    double b = low + kGolden * (high - low);
    double loss_a = loss(a);
    double loss_b = loss(b);
    for (int step = 0; step < kSteps && high - low > 1e-3; ++step) {
        if (loss_a < loss_b) {
            high = b;
            b = a;
            loss_b = loss_a;
            a = high - kGolden * (high - low);
            loss_a = loss(a);
        } else {
            low = a;
            a = b;
            loss_a = loss_b;
            b = low + kGolden * (high - low);
            loss_b = loss(b);
        }
    }
    return (low + high) / 2;
}

}  // namespace wb
