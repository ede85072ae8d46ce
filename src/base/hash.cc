#include "base/hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

#include "base/check.h"

namespace wb {

namespace {

constexpr std::uint64_t kMultiplierLow = 0xA0761D6478BD642FULL;
constexpr std::uint64_t kMultiplierHigh = 0xE7037ED1A0B428DBULL;

std::uint64_t load_le64(const char* bytes) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes, sizeof value);
    if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
    return value;
}

std::uint64_t load_le32(const char* bytes) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes, sizeof value);
    if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap32(value);
    return value;
}

// Fewer than eight bytes, the first one lowest: loads that overlap put the same bits in the same place.
std::uint64_t load_tail(const char* bytes, std::size_t size) {
    if (size >= 4) return load_le32(bytes) | load_le32(bytes + size - 4) << (8 * (size - 4));
    const auto byte = [&](std::size_t i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i); };
    return size == 0 ? 0 : byte(0) | byte(size / 2) | byte(size - 1);
}

// Folds a 128-bit product: the mixing step of wyhash (Wang Yi, 2019).
std::uint64_t fold_multiply(std::uint64_t a, std::uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const auto product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed) {
    std::uint64_t state = mix64(seed) ^ kMultiplierLow;
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 16; at += 16, left -= 16) {
        state = fold_multiply(load_le64(at) ^ kMultiplierLow, load_le64(at + 8) ^ state);
    }
    if (left >= 8) {
        state = fold_multiply(load_le64(at) ^ kMultiplierHigh, state);
        at += 8;
        left -= 8;
    }
    const auto tail = load_tail(at, left);
    return mix64(fold_multiply(tail ^ kMultiplierHigh, state ^ bytes.size()) ^ state);
}

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    WB_CHECK(state_->context != nullptr && EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1, "SHA-256 start");
}

Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
    WB_CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1, "SHA-256 update");
}

std::string Sha256::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    WB_CHECK(EVP_DigestFinal_ex(state_->context, digest.data(), &size) == 1, "SHA-256 end");
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        text += kDigits[digest[i] >> 4U];
        text += kDigits[digest[i] & 15U];
    }
    return text;
}

std::string sha256_hex(std::string_view bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.hex();
}

std::string digest_of_ids(std::span<const ItemId> ids) {
    std::vector<ItemId> sorted(ids.begin(), ids.end());
    std::sort(sorted.begin(), sorted.end());
    Sha256 hash;
    std::string text;
    for (const auto id : sorted) {
        text += std::to_string(id.value);
        text += '\n';
        if (text.size() > 60000) {
            hash.update(text);
            text.clear();
        }
    }
    hash.update(text);
    return hash.hex();
}

}  // namespace wb
