// Trains the model of commodity codes from the texts in data/hs and writes it: `make models`. The same data give the same bytes.
//
// Usage: train_hs_model OUT
#include <cstdio>
#include <fstream>

#include "classify/hs_model.h"

int main(int count, char** arguments) {
    if (count != 2) {
        std::fprintf(stderr, "usage: train_hs_model OUT\n");
        return 2;
    }
    const auto texts = wb::built_in_hs_texts();
    const auto model = wb::HsModel::train(texts);
    const auto bytes = model.bytes();
    std::ofstream out(arguments[1], std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    std::printf("%zu codes from %zu texts, %zu bytes, scale %.0f\n", model.codes().size(), texts.size(), bytes.size(), model.scale());
    return out.good() ? 0 : 1;
}
