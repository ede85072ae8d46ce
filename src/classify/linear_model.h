// A linear classifier of many classes over sparse features, and the probabilities of its answers.
//
// Training: one-vs-rest support vector machines with squared hinge loss by dual coordinate descent (Hsieh et al., ICML 2008, algorithm 1
// with the L2 loss; the same objective as LIBLINEAR's -s 1), all classes in step: a document's scores for every class are one pass over its
// features. Features are weighted by inverse document frequency and documents scaled to length 1. The order of documents in a pass is drawn
// from a fixed seed, sums run in a fixed order: the same training set gives the same bytes.
// Probabilities: softmax of scale * score (fit_scale), so a scale fitted on documents that the model has not seen is calibrated.
// Cost: passes x non-zero features x classes; prediction reads one row of weights per feature. Immutable after training; thread safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "classify/features.h"

namespace wb {

struct LinearOptions {
    double cost = 20.0;               // C of the hinge loss: 1 to 30 tried on one fold of the parts bench
    int passes = 10;                  // over the documents
    std::size_t least_documents = 2;  // a feature of fewer documents is not used
};

// A document as numbered features with weights, of length 1.
struct SparseDocument {
    std::vector<std::uint32_t> features;
    std::vector<float> weights;
};

// Numbers the features of a training set and weighs them.
class Vocabulary {
public:
    static Vocabulary of(std::span<const Features> documents, std::size_t least_documents);
    [[nodiscard]] SparseDocument document(const Features& features) const;
    [[nodiscard]] std::size_t size() const { return idf_.size(); }

private:
    std::unordered_map<std::uint64_t, std::uint32_t> number_of_;
    std::vector<float> idf_;
};

class LinearModel {
public:
    // `labels` are class numbers from 0 to classes - 1.
    static LinearModel train(std::span<const SparseDocument> documents, std::span<const std::uint32_t> labels, std::size_t classes,
                             std::size_t features, const LinearOptions& options);
    // One score for each class.
    [[nodiscard]] std::vector<float> scores(const SparseDocument& document) const;
    [[nodiscard]] std::size_t classes() const { return classes_; }

private:
    std::size_t classes_ = 0, stride_ = 0;
    std::vector<float> weights_;  // stride_ for each feature
};

// softmax(scale * scores) before its division by the sum, which is returned.
double softmax_weights(std::span<const float> scores, double scale, std::vector<double>& out);
// softmax(scale * scores).
std::vector<double> probabilities(std::span<const float> scores, double scale);

// The scale under which the labels are most likely, by golden section on the mean log likelihood.
double fit_scale(std::span<const std::vector<float>> scores, std::span<const std::uint32_t> labels);

}  // namespace wb
