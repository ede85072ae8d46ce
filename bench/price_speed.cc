// How long the price model takes over a list that lies in memory: judge_prices alone, on invented prices with the levels of a case.
//
// Usage: price_speed ROWS THREADS [LIST]. Codes, origins, products and companies are drawn so that groups are as uneven as in imports: a
// code has a hundred to some hundred thousand rows, a supplier of one product about twenty, one in twenty prices is declared at .3 to .7 of
// its worth. Writes LIST (group numbers of the eight levels and the log price of each row, CSV) for the peer, then prints one JSON
// document.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "base/distribution.h"
#include "base/hash.h"
#include "values/good_prices.h"
#include "values/price_model.h"

namespace {

constexpr std::uint64_t kSeed = 20261125;

std::uint64_t power_pick(double uniform, double count) {
    // Few groups hold most of the rows: P(rank) ~ 1 / rank.
    return static_cast<std::uint64_t>(std::exp(uniform * std::log(count))) + static_cast<std::uint64_t>(uniform * 7919) % 2;
}

wb::PriceRows invented(std::uint64_t count) {
    wb::PriceRows rows;
    for (const auto name : wb::kGoodLevels) rows.levels.push_back({name, {}});
    for (auto& level : rows.levels) level.group.reserve(count);
    rows.row_key.reserve(count);
    rows.log_price.reserve(count);
    rows.weight.assign(count, 1);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto u = [&](std::uint64_t what) { return wb::uniform_draw(kSeed, i, what); };
        const auto among = [&](std::uint64_t what, double most) { return static_cast<std::uint64_t>(u(what) * most); };
        const std::uint64_t code = power_pick(u(1), 5000);
        const std::uint64_t chapter = code % 97;
        const std::uint64_t origin = wb::combine64(code, power_pick(u(2), 60));
        const std::uint64_t brand = wb::combine64(origin, power_pick(u(3), 200));
        const bool named = u(4) < 0.6;
        const std::uint64_t model = wb::combine64(brand, among(5, 5));
        const std::uint64_t product = named ? model : origin;
        const std::uint64_t supplier = wb::combine64(product, power_pick(u(6), static_cast<double>(count) / 5000 + 2));
        const std::uint64_t consignee = wb::combine64(product, 1 + power_pick(u(7), static_cast<double>(count) / 2000 + 2));
        const std::uint64_t groups[] = {chapter + 1,       code,      origin,   named ? brand : 0,
                                        named ? model : 0, consignee, supplier, wb::combine64(supplier, consignee)};
        for (std::size_t level = 0; level < rows.levels.size(); ++level) rows.levels[level].group.push_back(groups[level]);
        const auto effect = [&](std::uint64_t of, double spread) { return spread * wb::normal_quantile(wb::uniform_draw(kSeed, of, 99)); };
        double price = 4 + effect(code, 1.2) + effect(origin, 0.35) + effect(product, 0.4) + effect(supplier, 0.15);
        price += (u(8) < 0.3 ? 0.05 * std::floor(3 * u(9)) : 0.13 * wb::normal_quantile(u(10)));
        if (u(11) < 0.05) price += std::log(0.3 + 0.4 * u(12));
        rows.row_key.push_back(wb::mix64(i));
        rows.log_price.push_back(price);
    }
    return rows;
}

void write_list(const wb::PriceRows& rows, const char* path) {
    std::FILE* file = std::fopen(path, "wb");
    if (file == nullptr) return;
    std::fprintf(file, "g0,g1,g2,g3,g4,g5,g6,g7,log_price\n");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (const auto& level : rows.levels) std::fprintf(file, "%llu,", static_cast<unsigned long long>(level.group[i]));
        std::fprintf(file, "%.6f\n", rows.log_price[i]);
    }
    std::fclose(file);
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 3) {
        std::fprintf(stderr, "usage: price_speed ROWS THREADS [LIST]\n");
        return 2;
    }
    const wb::PriceRows rows = invented(std::strtoull(arguments[1], nullptr, 10));
    if (count > 3) write_list(rows, arguments[3]);
    wb::PriceOptions options;
    options.sample_level = wb::kSupplierLevel;
    options.threads = std::atoi(arguments[2]);
    const auto processor = std::clock();
    const auto start = std::chrono::steady_clock::now();
    const auto judged = wb::judge_prices(rows, options);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double processor_seconds = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
    std::size_t fired = 0;
    for (const auto& view : judged.views) fired += view.low_probability >= 0.5 ? 1U : 0U;
    std::printf(
        "{\"rows\": %zu, \"seconds\": %.3f, \"processor_seconds\": %.3f, \"fired\": %zu, \"width\": %.2f, \"spread\": %.2f, \"light\": "
        "%d}\n",
        rows.size(), seconds, processor_seconds, fired, judged.calibration.shape.width, judged.calibration.shape.spread,
        judged.calibration.shape.light ? 1 : 0);
    return 0;
}
