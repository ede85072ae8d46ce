// Who is who in a list: candidates, evidence, probabilities and clusters, in one call.
//
// Two passes. The first counts tokens by record and is careful; the second counts them by the companies that the first found, so that a
// company with many spellings does not make its own name look common. Every step is deterministic: the same records give the same clusters
// for any order and any number of threads. Memory: about 500 bytes a distinct record. What it cannot tell it leaves apart.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "companies/clustering.h"
#include "companies/clustering_samples.h"
#include "companies/evidence.h"
#include "companies/pair_model.h"
#include "companies/pair_probabilities.h"
#include "companies/record_set.h"

namespace wb {

struct ResolverOptions {
    int threads = 1;
    bool samples = true;  // whether components in doubt are sampled: figures need it, a plain list does not
    // Of a case: adds to the pairs what is known beyond the records' cells, given the companies of a first pass (shipment_context.h).
    std::function<void(const Evidence&, const Clustering&, std::span<WeightedPair>)> reweigh = {};
};

struct Resolution {
    std::unique_ptr<Evidence> evidence;
    std::unique_ptr<PairModel> model;
    std::vector<WeightedPair> pairs;        // candidates with their log odds, in order
    PairProbabilities probabilities;        // of log odds
    std::vector<std::uint32_t> cluster_of;  // record -> cluster
    std::uint32_t clusters = 0;
    std::vector<std::uint32_t> node_cluster;  // node -> cluster
    std::vector<double> probability;          // node -> that it belongs to its cluster
    std::vector<std::uint8_t>
        ambiguous;  // node -> how many clusters it could belong to as well as any, when more than one; it stands alone
    std::vector<ComponentSamples> samples;  // of components in doubt
    bool one_to_one = false;                // of two lists, neither of which repeats a company
};

Resolution resolve_records(const RecordSet& set, const ResolverOptions& options);

}  // namespace wb
