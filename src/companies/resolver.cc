#include "companies/resolver.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <iterator>
#include <numeric>

#include "base/hash.h"
#include "companies/candidates.h"
#include "companies/learning_sample.h"
#include "companies/pair_comparer.h"
#include "companies/parallel.h"
#include "companies/pattern_counts.h"
#include "companies/record_keys.h"

namespace wb {

namespace {

constexpr int kRounds = 12;
constexpr int kTokenRounds = 6;
// What matches keep and lose is learned from generous matches first, which become strict in so many rounds: from the strict side only
// spellings that are nearly equal would teach, and the model would never learn that matches may differ (deterministic annealing).
constexpr double kGenerousPerToken = 2.5;  // bits, for each token beyond the two that nobody leaves out
constexpr double kGenerousRounds = 4;
constexpr double kLeastRecords = 50;  // a list of ten is a part of a longer one
constexpr int kPriorRounds = 12;
// A list names no company twice when fewer than this share of the other's matched records have a second match in it, at most so many bits
// behind the best: a list of which a tenth is repeated shows about a fifth.
constexpr double kUniqueShare = 0.2;
constexpr float kNearBest = 2.0F;
constexpr std::size_t kCompleteNodes = 200;  // components up to this size have all their pairs compared

class Resolver {
public:
    Resolver(const RecordSet& set, const ResolverOptions& options)
        : threads_(options.threads),
          samples_(options.samples),
          reweigh_(options.reweigh),
          two_lists_(!set.lists.empty()),
          one_column_(set.fields.size() == 1) {
        result_.evidence = std::make_unique<Evidence>(set, threads_);
    }

    Resolution run() {
        find_pairs();
        once_of_.assign(evidence().nodes(), 0);
        result_.model = std::make_unique<PairModel>(evidence(), prior_bits(), !two_lists_);
        learn();
        if (two_lists_) find_unique_lists();
        weigh_all();
        finish(cluster());
        return std::move(result_);
    }

private:
    [[nodiscard]] const Evidence& evidence() const { return *result_.evidence; }
    // Before learning: one match per record among all pairs.
    [[nodiscard]] double prior_bits() const { return -std::log2(std::max(kLeastRecords, static_cast<double>(evidence().nodes()))); }

    [[nodiscard]] std::array<double, 2> list_sizes() const {
        const auto second = static_cast<double>(std::count(evidence().list_of.begin(), evidence().list_of.end(), 1));
        return {static_cast<double>(evidence().nodes()) - second, second};
    }
    [[nodiscard]] double all_pairs() const {
        const auto nodes = static_cast<double>(evidence().nodes());
        const auto sizes = list_sizes();
        return two_lists_ ? sizes[0] * sizes[1] : nodes * (nodes - 1) / 2;
    }

    [[nodiscard]] std::vector<RecordPair> candidates(Among among) const {
        auto options = options_for(evidence().nodes());
        options.threads = threads_;
        options.among = among;
        options.list_of = evidence().list_of;
        auto keys = make_keys(evidence(), threads_);
        return find_candidates(keys, options);
    }

    void find_pairs() { pairs_ = candidates(two_lists_ ? Among::across_lists : Among::all); }

    // Whether each list names a company once: the records of the other have one match in it and not two nearly as good.
    void find_unique_lists() {
        const auto nodes = evidence().nodes();
        std::vector<std::array<float, 2>> best(nodes, {kNeverCompared, kNeverCompared});
        const auto raise = [&](std::uint32_t node, float bits) {
            best[node][1] = std::max(best[node][1], std::min(bits, best[node][0]));
            best[node][0] = std::max(best[node][0], bits);
        };
        for (const auto& pair : pairs_) {
            const auto bits = result_.model->weigh(evidence().compare(pair.a, pair.b));
            raise(pair.a, bits);
            raise(pair.b, bits);
        }
        std::array<double, 2> matched{}, repeated{};
        for (std::size_t node = 0; node < nodes; ++node) {
            if (best[node][0] <= 0) continue;
            const auto other = 1U - evidence().list_of[node];
            matched[other] += 1;
            repeated[other] += best[node][1] > 0 && best[node][1] >= best[node][0] - kNearBest ? 1 : 0;
        }
        std::array<bool, 2> unique{};
        for (std::size_t list = 0; list < 2; ++list) unique[list] = repeated[list] < kUniqueShare * matched[list];
        for (std::size_t node = 0; node < nodes; ++node)
            once_of_[node] = unique[evidence().list_of[node]] ? evidence().list_of[node] + 1 : 0;
        result_.one_to_one = unique[0] && unique[1];
        if (result_.one_to_one) return;
        const auto within = candidates(Among::within_lists);
        const auto keep = [&](const RecordPair& pair) { return !unique[evidence().list_of[pair.a]]; };
        std::copy_if(within.begin(), within.end(), std::back_inserter(pairs_), keep);
        std::sort(pairs_.begin(), pairs_.end());
    }

    // In lists that name nobody twice a record has one match at most: the log odds of each pair against all its rivals.
    void compete(std::vector<WeightedPair>& pairs) const {
        std::vector<double> rivals(evidence().nodes(), 0);
        for (const auto& pair : pairs) {
            const double odds = std::exp2(std::min(static_cast<double>(pair.bits), 40.0));
            rivals[pair.a] += odds;
            rivals[pair.b] += odds;
        }
        for (auto& pair : pairs) {
            const double odds = std::exp2(std::min(static_cast<double>(pair.bits), 40.0));
            const double most = std::max(rivals[pair.a], rivals[pair.b]) - odds;
            pair.bits -= static_cast<float>(std::log2(1 + std::max(most, 0.0)));
        }
    }

    // Weights and token counts in turns: each makes the other better.
    void learn() {
        LearningSample sample(evidence(), pairs_, threads_);
        sample.count_tokens(*result_.evidence);
        for (int round = 0;; ++round) {
            sample.compare(evidence(), threads_);
            fit(sample.pairs(), sample.comparisons());
            if (round == kTokenRounds) return;
            const double generous = generous_bits() * std::max(0.0, 1 - round / kGenerousRounds);
            const auto& compared = sample.comparisons();
            std::vector<double> probability(compared.size());
            for_ranges(compared.size(), threads_, [&](std::size_t begin, std::size_t end, std::size_t) {
                for (auto i = begin; i < end; ++i)
                    probability[i] = probability_of(static_cast<double>(result_.model->weigh(compared[i])) + generous);
            });
            sample.learn_tokens(probability, *result_.evidence);
        }
    }

    // Starts afresh: prior first, with what is known without learning, then all weights.
    void fit(const std::vector<RecordPair>& sample, const std::vector<Comparison>& compared) {
        const double part = static_cast<double>(pairs_.size()) / static_cast<double>(std::max<std::size_t>(compared.size(), 1));
        const auto histogram = count_patterns(compared, part, threads_);
        PairModel start(evidence(), prior_bits(), !two_lists_);
        start.settle_prior(histogram, all_pairs(), kPriorRounds, threads_);
        *result_.model = start;
        two_lists_ ? fit_rivals(sample, compared, part) : result_.model->learn(histogram, kRounds, threads_);
        result_.model->draw_towards(start);
    }

    // Between two lists a record's pairs are rivals: what tells the best of them from the others is what tells matches.
    void fit_rivals(const std::vector<RecordPair>& sample, const std::vector<Comparison>& compared, double part) {
        std::vector<Pattern> patterns;
        patterns.reserve(compared.size());
        for (const auto& comparison : compared) patterns.push_back({comparison.levels, part});
        std::vector<WeightedPair> weighed(sample.size());
        std::vector<double> matches(sample.size());
        for (int round = 0; round < kRounds; ++round) {
            for (std::size_t i = 0; i < sample.size(); ++i)
                weighed[i] = {sample[i].a, sample[i].b, static_cast<float>(result_.model->weigh(patterns[i]))};
            compete(weighed);
            for (std::size_t i = 0; i < sample.size(); ++i)
                matches[i] = patterns[i].pairs * probability_of(static_cast<double>(weighed[i].bits));
            result_.model->maximise(patterns, matches, threads_, list_sizes());
        }
    }

    // How generous to be at first: the more words a name has, the more of them a match may lack.
    [[nodiscard]] double generous_bits() const {
        if (evidence().texts.empty()) return 0;
        return kGenerousPerToken * std::max(0.0, evidence().texts[0].column.tokens_a_text - 2);
    }

    void weigh_all() {
        result_.pairs.resize(pairs_.size());
        for_ranges(pairs_.size(), threads_, [&](std::size_t begin, std::size_t end, std::size_t) {
            PairComparer comparer(evidence());
            comparer.compare_all(pairs_, begin, end, [&](std::size_t i, const Comparison& comparison) {
                result_.pairs[i] = {pairs_[i].a, pairs_[i].b, result_.model->weigh(comparison)};
            });
        });
        if (result_.one_to_one) compete(result_.pairs);
    }

    // All pairs of small components, so that what was never a candidate is compared too.
    void complete() {
        const auto nodes = evidence().nodes();
        const auto component_of = find_components(nodes, result_.pairs, 0);
        // Members of each component side by side; where each node's pairs begin.
        std::vector<std::uint32_t> first(nodes + 1, 0), members(nodes), pairs_from(nodes + 1, 0);
        for (const auto component : component_of) ++first[component + 1];
        for (std::size_t i = 0; i < nodes; ++i) first[i + 1] += first[i];
        auto fill = first;
        for (std::uint32_t node = 0; node < nodes; ++node) members[fill[component_of[node]]++] = node;
        for (const auto& pair : result_.pairs) ++pairs_from[pair.a + 1];
        for (std::size_t i = 0; i < nodes; ++i) pairs_from[i + 1] += pairs_from[i];
        std::vector<std::vector<WeightedPair>> found(range_count(nodes));
        for_ranges(nodes, threads_, [&](std::size_t begin, std::size_t end, std::size_t range) {
            PairComparer comparer(evidence());
            for (auto component = begin; component < end; ++component) {
                const std::span<const std::uint32_t> group(members.data() + first[component], members.data() + first[component + 1]);
                if (group.size() < 3 || group.size() > kCompleteNodes) continue;
                for (const auto node : group) compare_rest(node, group, pairs_from[node], comparer, found[range]);
            }
        });
        const auto missing = joined(found, threads_);
        const auto middle = static_cast<std::ptrdiff_t>(result_.pairs.size());
        result_.pairs.insert(result_.pairs.end(), missing.begin(), missing.end());
        const auto before = [](const WeightedPair& x, const WeightedPair& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; };
        std::sort(result_.pairs.begin() + middle, result_.pairs.end(), before);
        std::inplace_merge(result_.pairs.begin(), result_.pairs.begin() + middle, result_.pairs.end(), before);
    }

    // The pairs of a node with later ones of its component that are not among the candidates, which begin at `at`, in order.
    void compare_rest(std::uint32_t node, std::span<const std::uint32_t> group, std::size_t at, PairComparer& comparer,
                      std::vector<WeightedPair>& found) const {
        for (const auto other : group) {
            if (other <= node || (once_of_[node] != 0 && once_of_[node] == once_of_[other])) continue;
            while (at < pairs_.size() && pairs_[at].a == node && pairs_[at].b < other) ++at;
            if (at < pairs_.size() && pairs_[at].a == node && pairs_[at].b == other) continue;
            found.push_back({node, other, result_.model->weigh(comparer.compare(node, other))});
        }
    }

    Clustering cluster() {
        complete();
        auto first = cluster_nodes(evidence().nodes(), result_.pairs, once_of_, threads_);
        if (!reweigh_) return first;
        reweigh_(evidence(), first, result_.pairs);
        return cluster_nodes(evidence().nodes(), result_.pairs, once_of_, threads_);
    }

    void finish(Clustering clustering) {
        if (!result_.one_to_one) result_.ambiguous = release_ambiguous(result_.pairs, clustering);
        result_.ambiguous.resize(evidence().nodes(), 0);
        if (samples_) result_.samples = sample_clusterings(result_.pairs, clustering, evidence().key_of, once_of_, threads_);
        result_.clusters = clustering.clusters;
        result_.node_cluster = std::move(clustering.cluster_of);
        result_.cluster_of.reserve(evidence().node_of.size());
        for (const auto node : evidence().node_of) result_.cluster_of.push_back(result_.node_cluster[node]);
        if (one_column_ && !two_lists_) result_.probabilities = PairProbabilities(result_.pairs, result_.node_cluster);
        std::vector<double> best(evidence().nodes(), 0), alone(evidence().nodes(), 1);
        for (const auto& pair : result_.pairs) {
            const double probability = result_.probabilities.of(pair.bits);
            const bool same = result_.node_cluster[pair.a] == result_.node_cluster[pair.b];
            for (const auto node : {pair.a, pair.b}) {
                if (same) best[node] = std::max(best[node], probability);
                alone[node] *= 1 - probability;
            }
        }
        for (std::size_t node = 0; node < best.size(); ++node) result_.probability.push_back(best[node] > 0 ? best[node] : alone[node]);
    }

    int threads_;
    bool samples_;
    std::function<void(const Evidence&, const Clustering&, std::span<WeightedPair>)> reweigh_;
    bool two_lists_;
    bool one_column_;
    std::vector<RecordPair> pairs_;
    std::vector<std::uint8_t> once_of_;
    Resolution result_;
};

}  // namespace

Resolution resolve_records(const RecordSet& set, const ResolverOptions& options) { return Resolver(set, options).run(); }

}  // namespace wb
