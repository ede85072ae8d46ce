// Bytes in every encoding: what comes out is valid UTF-8 without NUL and fits the bound; the encoding found is one that decodes.
#include "reading.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wb;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto detected = detect_encoding(bytes);
    WB_CHECK(detected.mark_bytes <= size && !detected.evidence.empty(), "the byte order mark is inside and there is a reason");
    WB_CHECK(encoding_from_name(encoding_name(detected.encoding)) == detected.encoding, "names lead back");
    for (const auto encoding : {Encoding::utf8, Encoding::utf16le, Encoding::utf16be, Encoding::windows1251, Encoding::cp866,
                                Encoding::koi8r, Encoding::gb18030, Encoding::windows1252}) {
        Arena arena;
        const auto decoded = decode(encoding, bytes, arena);
        WB_CHECK(fuzz::is_valid_utf8(decoded.text) && decoded.text.find('\0') == std::string_view::npos, "decoded text is clean");
        WB_CHECK(decoded.text.size() <= decoded_bound(encoding, size), "the bound holds");
    }
    return 0;
}
