#include "measure/review_queue.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/distribution.h"

namespace wb {

namespace {

const std::string kCount = "exporters.count", kExporter = "exporter.", kValue = ".value";

// One component: clusterings side by side.
struct Component {
    std::vector<double> probability;            // of each clustering
    std::vector<PartyId> parties;               // with a stake or not, ascending
    std::vector<std::vector<EntityId>> entity;  // clustering -> party -> entity
};

std::vector<Component> components_of(std::span<const ClusteringRow> rows) {
    std::map<std::int64_t, std::map<PartyId, std::map<std::int32_t, EntityId>>> by_component;
    std::map<std::int64_t, std::map<std::int32_t, double>> weights;
    for (const auto& row : rows) {
        by_component[row.component_id][row.party_id][row.clustering] = row.cluster_id;
        weights[row.component_id][row.clustering] = row.probability;
    }
    std::vector<Component> components;
    for (const auto& [id, parties] : by_component) {
        Component component;
        for (const auto& [clustering, probability] : weights[id]) component.probability.push_back(probability);
        component.entity.resize(component.probability.size());
        for (const auto& [party, entities] : parties) {
            component.parties.push_back(party);
            std::size_t number = 0;
            for (const auto& [clustering, weight] : weights[id]) {
                const auto found = entities.find(clustering);
                component.entity[number++].push_back(found == entities.end() ? EntityId{} : found->second);
            }
        }
        components.push_back(std::move(component));
    }
    return components;
}

double mean_over(const Component& component, const std::vector<double>& values) {
    double sum = 0;
    for (std::size_t k = 0; k < values.size(); ++k) sum += component.probability[k] * values[k];
    return sum;
}

double variance_over(const Component& component, const std::vector<double>& values) {
    const double mean = mean_over(component, values);
    double sum = 0;
    for (std::size_t k = 0; k < values.size(); ++k) sum += component.probability[k] * (values[k] - mean) * (values[k] - mean);
    return sum;
}

// Variance of a figure as its interval shows it, taken as normal.
double interval_variance(const Figure& figure) {
    if (!figure.low || !figure.high || figure.level <= 0 || figure.level >= 1) return 0;
    const double width = figure.high->to_double() - figure.low->to_double();
    const double z = normal_quantile((1 + figure.level) / 2);
    return width * width / (4 * z * z);
}

class Queue {
public:
    explicit Queue(const ReviewInput& input) : input_(input), components_(components_of(input.clusterings)) {
        for (const auto& figure : input.figures) add_figure(figure);
    }

    std::vector<ReviewQuestion> run() {
        std::vector<ReviewQuestion> questions;
        for (std::size_t c = 0; c < components_.size(); ++c) {
            if (const auto best = best_of(c); best.share > 0) questions.push_back(best);
        }
        std::ranges::sort(questions, [](const ReviewQuestion& a, const ReviewQuestion& b) {
            return std::tuple(-a.share, a.party_a, a.party_b) < std::tuple(-b.share, b.party_a, b.party_b);
        });
        return questions;
    }

private:
    struct Depending {
        std::string figure_id;
        double variance = 0;                      // of the whole figure
        std::vector<std::vector<double>> values;  // component -> clustering -> value
    };

    void add_figure(const Figure& figure) {
        Depending depending{figure.figure_id, 0, {}};
        double resolution = 0;
        for (const auto& component : components_) {
            depending.values.push_back(values_of(figure.figure_id, component));
            resolution += variance_over(component, depending.values.back());
        }
        depending.variance = std::max(resolution, interval_variance(figure));
        if (resolution > 0) figures_.push_back(std::move(depending));
    }

    [[nodiscard]] PartyStake stake(PartyId party) const {
        const auto found = input_.stakes.find(party);
        return found == input_.stakes.end() ? PartyStake{} : found->second;
    }

    [[nodiscard]] std::vector<double> values_of(const std::string& figure_id, const Component& component) const {
        std::vector<double> values;
        const bool count = figure_id == kCount;
        const auto entity = EntityId{count ? 0 : std::strtoll(figure_id.c_str() + kExporter.size(), nullptr, 10)};
        for (const auto& entities : component.entity)
            values.push_back(count ? companies_in(component, entities) : value_in(component, entities, entity));
        return values;
    }
    [[nodiscard]] double companies_in(const Component& component, const std::vector<EntityId>& entities) const {
        std::map<EntityId, double> absent;
        for (std::size_t i = 0; i < entities.size(); ++i) {
            auto& none = absent.try_emplace(entities[i], 1.0).first->second;
            none *= 1 - stake(component.parties[i]).present;
        }
        double companies = 0;
        for (const auto& [entity, none] : absent) companies += 1 - none;
        return companies;
    }
    [[nodiscard]] double value_in(const Component& component, const std::vector<EntityId>& entities, EntityId wanted) const {
        double value = 0;
        for (std::size_t i = 0; i < entities.size(); ++i) value += entities[i] == wanted ? stake(component.parties[i]).value_usd : 0;
        return value;
    }

    [[nodiscard]] ReviewQuestion best_of(std::size_t c) const {
        const auto& component = components_[c];
        ReviewQuestion best;
        for (std::size_t i = 0; i < component.parties.size(); ++i) {
            for (std::size_t j = i + 1; j < component.parties.size(); ++j) {
                if (input_.decided.contains({component.parties[i], component.parties[j]})) continue;
                weigh(c, i, j, best);
            }
        }
        return best;
    }

    void weigh(std::size_t c, std::size_t i, std::size_t j, ReviewQuestion& best) const {
        const auto& component = components_[c];
        double same = 0;
        for (std::size_t k = 0; k < component.entity.size(); ++k)
            same += component.entity[k][i] == component.entity[k][j] ? component.probability[k] : 0;
        if (same <= 0 || same >= 1) return;
        for (const auto& figure : figures_) {
            double if_same = 0, if_different = 0;
            for (std::size_t k = 0; k < component.entity.size(); ++k) {
                const bool together = component.entity[k][i] == component.entity[k][j];
                (together ? if_same : if_different) += component.probability[k] * figure.values[c][k];
            }
            if_same /= same;
            if_different /= 1 - same;
            const double removed = same * (1 - same) * (if_same - if_different) * (if_same - if_different);
            const double share = figure.variance > 0 ? removed / figure.variance : 0;
            if (share <= best.share) continue;
            const double mean = mean_over(component, figure.values[c]);
            best = {component.parties[i], component.parties[j], same, figure.figure_id, share, if_same - mean, if_different - mean};
        }
    }

    const ReviewInput& input_;
    std::vector<Component> components_;
    std::vector<Depending> figures_;
};

}  // namespace

std::vector<ReviewQuestion> review_queue(const ReviewInput& input) { return Queue(input).run(); }

}  // namespace wb
