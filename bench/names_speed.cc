// Speed of reading names and of string kernels, for bench/names.py: names_speed
// names FILE, or names_speed pairs FILE KERNEL [print].
//
// FILE holds one name a line, or the two texts of a pair divided by a tab.
// Prints "what items seconds" per measurement, processor time, the best of five; with `print`
// the similarity of each pair instead, so that a peer's can be compared.
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "names/address_parts.h"
#include "names/name_parts.h"
#include "names/string_kernels.h"
#include "text/fold.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace {

std::vector<std::string> lines(const char* path) {
    std::vector<std::string> found;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) found.push_back(line);
    return found;
}

void measure(const char* what, std::size_t items, const std::function<std::size_t()>& work) {
    double best = 1e9;
    std::size_t sum = 0;
    for (int round = 0; round < 5; ++round) {
        const auto start = std::clock();
        sum += work();
        best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    std::printf("%s %zu %.6f %zu\n", what, items, best, sum % 1000);
}

int bench_names(const char* path) {
    const auto names = lines(path);
    wb::NameScratch scratch;
    wb::AddressScratch address_scratch;
    (void)wb::read_name("ООО Ромашка", scratch);
    measure("romanise", names.size(), [&] {
        std::size_t sum = 0;
        std::string out;
        for (const auto& name : names) {
            out.clear();
            wb::romanise(name, out);
            sum += out.size();
        }
        return sum;
    });
    measure("fold", names.size(), [&] {
        std::size_t sum = 0;
        for (const auto& name : names) sum += wb::fold_words(name).size();
        return sum;
    });
    measure("read_name", names.size(), [&] {
        std::size_t sum = 0;
        for (const auto& name : names) sum += wb::read_name(name, scratch).full_key.size();
        return sum;
    });
    measure("read_address", names.size(), [&] {
        std::size_t sum = 0;
        for (const auto& name : names) sum += wb::read_address(name, wb::Country{}, address_scratch).street.size();
        return sum;
    });
    return 0;
}

std::u32string wide(std::string_view text) {
    std::u32string codes;
    for (std::size_t at = 0; at < text.size();) codes += wb::next_code(text, at);
    return codes;
}

int bench_pairs(const char* path, const std::string& kernel_name, bool print) {
    const auto texts = lines(path);
    std::vector<wb::StringPair> pairs;
    for (const auto& text : texts) {
        const auto tab = text.find('\t');
        pairs.push_back({std::string_view(text).substr(0, tab), std::string_view(text).substr(tab + 1)});
    }
    const auto kernel = kernel_name == "levenshtein" ? wb::StringKernel::levenshtein
                        : kernel_name == "indel"     ? wb::StringKernel::indel
                        : kernel_name == "jaro"      ? wb::StringKernel::jaro
                                                     : wb::StringKernel::jaro_winkler;
    std::vector<float> found(pairs.size());
    measure(kernel_name.c_str(), pairs.size(), [&] {
        wb::compare_pairs(kernel, pairs, found);
        return static_cast<std::size_t>(found.back() * 100);
    });
    if (!print) return 0;
    for (const auto& [a, b] : pairs) {
        const auto x = wide(a);
        const auto y = wide(b);
        const double similarity = kernel == wb::StringKernel::levenshtein ? wb::levenshtein_similarity(x, y)
                                  : kernel == wb::StringKernel::indel     ? wb::indel_similarity(x, y)
                                  : kernel == wb::StringKernel::jaro      ? wb::jaro_similarity(x, y)
                                                                          : wb::jaro_winkler_similarity(x, y);
        std::printf("%.12f\n", similarity);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc >= 3 && std::string(argv[1]) == "names") return bench_names(argv[2]);
    if (argc >= 4 && std::string(argv[1]) == "pairs") return bench_pairs(argv[2], argv[3], argc > 4);
    std::fputs("names_speed names FILE | names_speed pairs FILE KERNEL [print]\n", stderr);
    return 2;
}
