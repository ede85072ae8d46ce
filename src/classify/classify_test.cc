#include <doctest/doctest.h>

#include <cmath>

#include "base/embedded.h"
#include "base/hash.h"
#include "classify/calibrator.h"
#include "classify/features.h"
#include "classify/hs_model.h"
#include "classify/linear_model.h"

using namespace wb;

namespace {

// The objective that training lowers, written out for one class.
double objective(const std::vector<SparseDocument>& documents, const std::vector<std::uint32_t>& labels, const LinearModel& model,
                 std::size_t label, std::size_t features, double cost) {
    double sum = 0;
    for (std::uint32_t f = 0; f < features; ++f) {
        const double weight = model.scores({{f}, {1.0F}})[label];
        sum += weight * weight / 2;
    }
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const double sign = labels[i] == label ? 1 : -1;
        const double margin = std::max(0.0, 1 - sign * static_cast<double>(model.scores(documents[i])[label]));
        sum += cost * margin * margin;
    }
    return sum;
}

struct Toy {
    std::vector<SparseDocument> documents;
    std::vector<std::uint32_t> labels;
    std::size_t features = 12;
};

Toy toy() {
    Toy made;
    for (std::size_t i = 0; i < 90; ++i) {
        const auto label = static_cast<std::uint32_t>(i % 3);
        const auto noise = static_cast<std::uint32_t>(3 + uniform_draw(1, i, 0) * 9);
        const auto seen = uniform_draw(1, i, 1) < 0.1 ? (label + 1) % 3 : label;
        made.documents.push_back({{seen, noise}, {0.8F, 0.6F}});
        made.labels.push_back(label);
    }
    return made;
}

}  // namespace

TEST_CASE("linear model: more passes lower the objective, to what slow gradient descent also reaches") {
    const auto data = toy();
    const auto short_run = LinearModel::train(data.documents, data.labels, 3, data.features, {1.0, 1, 1});
    const auto long_run = LinearModel::train(data.documents, data.labels, 3, data.features, {1.0, 200, 1});
    for (std::size_t label = 0; label < 3; ++label) {
        const double reached = objective(data.documents, data.labels, long_run, label, data.features, 1.0);
        CHECK(reached <= objective(data.documents, data.labels, short_run, label, data.features, 1.0) + 1e-6);
        // Plain gradient descent on the same objective.
        std::vector<double> weight(data.features, 0.0);
        for (int step = 0; step < 20000; ++step) {
            auto gradient = weight;
            for (std::size_t i = 0; i < data.documents.size(); ++i) {
                const double sign = data.labels[i] == label ? 1 : -1;
                double score = 0;
                for (std::size_t f = 0; f < 2; ++f)
                    score += weight[data.documents[i].features[f]] * static_cast<double>(data.documents[i].weights[f]);
                const double slack = std::max(0.0, 1 - sign * score);
                for (std::size_t f = 0; f < 2; ++f)
                    gradient[data.documents[i].features[f]] -= 2 * slack * sign * static_cast<double>(data.documents[i].weights[f]);
            }
            for (std::size_t f = 0; f < weight.size(); ++f) weight[f] -= 0.005 * gradient[f];
        }
        for (std::uint32_t f = 0; f < data.features; ++f)
            CHECK(static_cast<double>(long_run.scores({{f}, {1.0F}})[label]) == doctest::Approx(weight[f]).epsilon(0.01).scale(1.0));
    }
}

TEST_CASE("linear model: the same training set gives the same scores") {
    const auto data = toy();
    const auto a = LinearModel::train(data.documents, data.labels, 3, data.features, {});
    const auto b = LinearModel::train(data.documents, data.labels, 3, data.features, {});
    for (const auto& document : data.documents) CHECK(a.scores(document) == b.scores(document));
}

TEST_CASE("probabilities: add up to one, and the fitted scale is the likeliest") {
    const std::vector<float> scores = {0.2F, -1.0F, 0.7F};
    double sum = 0;
    for (const double p : probabilities(scores, 3.0)) sum += p;
    CHECK(sum == doctest::Approx(1.0));
    std::vector<std::vector<float>> many;
    std::vector<std::uint32_t> labels;
    for (std::uint64_t i = 0; i < 4000; ++i) {  // answers drawn with scale 2.5
        many.push_back({static_cast<float>(uniform_draw(2, i, 0)), static_cast<float>(uniform_draw(2, i, 1))});
        labels.push_back(uniform_draw(2, i, 2) < probabilities(many.back(), 2.5)[0] ? 0 : 1);
    }
    CHECK(fit_scale(many, labels) == doctest::Approx(2.5).epsilon(0.1));
}

TEST_CASE("calibrator: rises, and gives the rate at which scores are right") {
    std::vector<std::pair<double, bool>> answers;
    for (std::uint64_t i = 0; i < 20000; ++i) {  // right at the rate of the square of the score
        const double score = uniform_draw(3, i, 0);
        answers.emplace_back(score, uniform_draw(3, i, 1) < score * score);
    }
    const auto calibrator = Calibrator::fit(answers, 500);
    double before = 0;
    for (double score = 0.05; score < 1; score += 0.05) {
        CHECK(calibrator(score) >= before);
        before = calibrator(score);
        CHECK(calibrator(score) == doctest::Approx(score * score).epsilon(0.05).scale(1.0));
    }
    CHECK(Calibrator()(0.4) == 0.4);
}

TEST_CASE("features: of one part number at two makers some are the same and some are not") {
    Features a, b;
    part_number_features("tps5430dda", "Texas Instruments", a);
    part_number_features("TPS5430DDA ", "AVX", b);
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    Features both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    CHECK(!both.empty());
    CHECK(both.size() < a.size());
    CHECK(part_family("lm-324N", "ti") == "TI|LM32");
    CHECK(part_family("0402CS-1N0", "Coilcraft") == "COILCRAFT|04");
}

TEST_CASE("features: bytes of any kind and length are taken") {
    Features features;
    part_number_features(std::string(100000, '\xFF'), std::string(3, '\0'), features);
    description_features(std::string("\xE2\x80\xAE\xFF\xC0") + std::string(1000000, 'a'), features);
    CHECK(features.size() < 100000);
}

TEST_CASE("model of commodity codes: training again gives the bytes that are built in") {
    const auto bytes = HsModel::train(built_in_hs_texts()).bytes();
    CHECK(bytes == embedded_file("models/hs_text.bin"));
    CHECK(bytes.size() < 20'000'000);
}

TEST_CASE("model of commodity codes: knows its own texts, reads back what it wrote, refuses damage") {
    const auto& model = HsModel::built_in();
    CHECK(model.codes().size() == 5613);
    CHECK(model.predict("glazed ceramic flags and paving, hearth or wall tiles", 5).front().hs6.starts_with("6907"));
    CHECK(model.predict("беспилотный летательный аппарат, квадрокоптер", 5).front().hs6.starts_with("8806"));
    CHECK(model.predict("四旋翼无人机 航拍", 5).front().hs6.starts_with("8806"));
    CHECK(model.predict("", 5).empty());
    double sum = 0;
    HsModel::Scratch scratch;
    const auto tiles = model.distribution("ceramic tiles", scratch);
    for (std::size_t code = 0; code < tiles.size(); ++code) sum += tiles[code];
    CHECK(sum == doctest::Approx(1.0));
    const auto bytes = model.bytes();
    CHECK(HsModel::load(bytes).value().bytes() == bytes);
    CHECK_FALSE(HsModel::load(bytes.substr(0, bytes.size() - 1)).ok());
    CHECK_FALSE(HsModel::load("").ok());
}
