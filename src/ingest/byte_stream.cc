#include "ingest/byte_stream.h"

#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>

#include "base/check.h"

namespace wb {

namespace {

constexpr std::size_t kInputBytes = std::size_t{1} << 16;

// Where raw bytes come from: a file or memory.
class RawBytes {
public:
    RawBytes(std::FILE* file, std::string name, std::uintmax_t size) : file_(file), name_(std::move(name)), size_(size) {}
    RawBytes(std::string_view bytes, std::string name) : memory_(bytes), name_(std::move(name)), size_(bytes.size()) {}
    ~RawBytes() {
        if (file_ != nullptr) std::fclose(file_);
    }
    RawBytes(const RawBytes&) = delete;
    RawBytes& operator=(const RawBytes&) = delete;

    Result<std::size_t> read(char* out, std::size_t want) {
        std::size_t got = 0;
        if (file_ != nullptr) {
            got = std::fread(out, 1, want, file_);
            if (got < want && std::ferror(file_) != 0)
                return failure("read.cannot_read", std::string("reading failed: ") + std::strerror(errno));
        } else {
            got = std::min(want, memory_.size() - static_cast<std::size_t>(position_));
            std::memcpy(out, memory_.data() + position_, got);
        }
        position_ += got;
        return got;
    }
    [[nodiscard]] Error failure(std::string code, std::string message, std::string hint = "") const {
        Error error{std::move(code), std::move(message), {}, std::move(hint)};
        error.where.file = name_;
        error.where.byte_offset = static_cast<std::int64_t>(position_);
        return error;
    }
    [[nodiscard]] double progress() const { return size_ == 0 ? 1.0 : static_cast<double>(position_) / static_cast<double>(size_); }

private:
    std::FILE* file_ = nullptr;
    std::string_view memory_;
    std::string name_;
    std::uintmax_t size_;
    std::uintmax_t position_ = 0;
};

class PlainStream : public ByteStream {
public:
    PlainStream(std::unique_ptr<RawBytes> raw, std::string head) : raw_(std::move(raw)), head_(std::move(head)) {}
    Result<bool> read(std::string& out, std::size_t want) override {
        if (!head_.empty()) {
            out += head_;
            head_.clear();
            return true;
        }
        const auto before = out.size();
        out.resize(before + want);
        WB_TRY(const auto got, raw_->read(out.data() + before, want));
        out.resize(before + got);
        return got > 0;
    }
    [[nodiscard]] std::string_view compression() const override { return ""; }
    [[nodiscard]] double progress() const override { return raw_->progress(); }

private:
    std::unique_ptr<RawBytes> raw_;
    std::string head_;
};

// Input side shared by the decompressors: the head that was peeked at, then the rest.
class CompressedInput {
public:
    CompressedInput(std::unique_ptr<RawBytes> raw, std::string head) : raw_(std::move(raw)), buffer_(std::move(head)) {}
    // Bytes not yet consumed; refilled when empty; empty at the end.
    Result<std::string_view> peek() {
        if (at_ == buffer_.size()) {
            buffer_.resize(kInputBytes);
            at_ = 0;
            WB_TRY(const auto got, raw_->read(buffer_.data(), buffer_.size()));
            buffer_.resize(got);
        }
        return std::string_view(buffer_).substr(at_);
    }
    void consume(std::size_t bytes) { at_ += bytes; }
    RawBytes& raw() { return *raw_; }
    [[nodiscard]] const RawBytes& raw() const { return *raw_; }

private:
    std::unique_ptr<RawBytes> raw_;
    std::string buffer_;
    std::size_t at_ = 0;
};

constexpr const char* kFetchAgain = "fetch the file again; rows before this place were read";

// What the decompressors share: filling `out` step by step, and telling a fault only after the bytes before it.
class PackedStream : public ByteStream {
public:
    PackedStream(std::unique_ptr<RawBytes> raw, std::string head) : input_(std::move(raw), std::move(head)) {}
    Result<bool> read(std::string& out, std::size_t want) final {
        const auto before = out.size();
        while (!failed_ && !ended_ && out.size() - before < want) {
            if (auto status = step(out); !status.ok()) failed_ = status.error();
        }
        if (out.size() > before) return true;
        if (failed_) return *failed_;
        return false;
    }
    [[nodiscard]] double progress() const override { return input_.raw().progress(); }

protected:
    // Takes some input and appends what comes out of it; sets ended_ at the end.
    virtual Status step(std::string& out) = 0;
    Error failure(const char* code, const char* message) { return input_.raw().failure(code, message, kFetchAgain); }

    CompressedInput input_;
    bool ended_ = false;

private:
    std::optional<Error> failed_;
};

class GzipStream : public PackedStream {
public:
    GzipStream(std::unique_ptr<RawBytes> raw, std::string head) : PackedStream(std::move(raw), std::move(head)) {
        // 15 + 16: largest window, gzip header expected.
        WB_CHECK(inflateInit2(&state_, 15 + 16) == Z_OK, "zlib start");
    }
    ~GzipStream() override { inflateEnd(&state_); }
    GzipStream(const GzipStream&) = delete;
    GzipStream& operator=(const GzipStream&) = delete;
    [[nodiscard]] std::string_view compression() const override { return "gz"; }

private:
    Status step(std::string& out) override {
        WB_TRY(const auto bytes, input_.peek());
        if (between_members_) return start_member(bytes);
        std::array<char, kInputBytes> target;
        state_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        state_.avail_in = static_cast<uInt>(bytes.size());
        state_.next_out = reinterpret_cast<Bytef*>(target.data());
        state_.avail_out = static_cast<uInt>(target.size());
        const int code = inflate(&state_, Z_NO_FLUSH);
        out.append(target.data(), target.size() - state_.avail_out);
        input_.consume(bytes.size() - state_.avail_in);
        between_members_ = code == Z_STREAM_END;
        // Output may be left inside zlib when all input is taken.
        if (bytes.empty() && !between_members_ && state_.avail_out == target.size())
            return failure("read.truncated", "the gzip file ends before its data does");
        if (code == Z_OK || code == Z_BUF_ERROR || code == Z_STREAM_END) return {};
        return failure("read.corrupt", "the gzip data is damaged");
    }
    // Behind a member: another one, the end, or zeros that tapes and some servers pad with.
    Status start_member(std::string_view bytes) {
        ended_ = bytes.empty();
        if (ended_) return {};
        const auto padding = std::min(bytes.find_first_not_of('\0'), bytes.size());
        input_.consume(padding);
        if (padding > 0) return {};
        if (bytes[0] != '\x1F') return failure("read.corrupt", "bytes that are no gzip data follow the gzip data");
        between_members_ = false;
        WB_CHECK(inflateReset(&state_) == Z_OK, "zlib reset");
        return {};
    }
    z_stream state_{};
    bool between_members_ = false;
};

class ZstdStream : public PackedStream {
public:
    ZstdStream(std::unique_ptr<RawBytes> raw, std::string head)
        : PackedStream(std::move(raw), std::move(head)), state_(ZSTD_createDStream()) {
        ZSTD_initDStream(state_);
        ZSTD_DCtx_setParameter(state_, ZSTD_d_windowLogMax, kLargestWindow);
    }
    ~ZstdStream() override { ZSTD_freeDStream(state_); }
    ZstdStream(const ZstdStream&) = delete;
    ZstdStream& operator=(const ZstdStream&) = delete;
    [[nodiscard]] std::string_view compression() const override { return "zst"; }

private:
    // Files made with --long use windows up to 2^31; more memory than this is not given to one file.
    static constexpr int kLargestWindow = 28;
    Status step(std::string& out) override {
        WB_TRY(const auto bytes, input_.peek());
        ended_ = bytes.empty() && !inside_frame_;
        if (ended_) return {};
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        std::array<char, kInputBytes> target;
        ZSTD_outBuffer produced{target.data(), target.size(), 0};
        const auto left = ZSTD_decompressStream(state_, &produced, &in);
        if (ZSTD_getErrorCode(left) == ZSTD_error_frameParameter_windowTooLarge) {
            return failure("read.corrupt", "the zstd data needs a window of more than 256 MiB; compress it again without --long");
        }
        if (ZSTD_isError(left) != 0) return failure("read.corrupt", "the zstd data is damaged");
        // Output may be left inside the decoder when all input is taken.
        if (bytes.empty() && produced.pos == 0) return failure("read.truncated", "the zstd file ends before its data does");
        inside_frame_ = left != 0;
        input_.consume(in.pos);
        out.append(target.data(), produced.pos);
        return {};
    }
    ZSTD_DStream* state_;
    bool inside_frame_ = false;
};

Result<std::unique_ptr<ByteStream>> choose(std::unique_ptr<RawBytes> raw) {
    std::string head(4, '\0');
    WB_TRY(const auto got, raw->read(head.data(), head.size()));
    head.resize(got);
    if (head.starts_with("\x1F\x8B")) return std::unique_ptr<ByteStream>(std::make_unique<GzipStream>(std::move(raw), head));
    if (head == "\x28\xB5\x2F\xFD") return std::unique_ptr<ByteStream>(std::make_unique<ZstdStream>(std::move(raw), head));
    return std::unique_ptr<ByteStream>(std::make_unique<PlainStream>(std::move(raw), head));
}

}  // namespace

Result<std::unique_ptr<ByteStream>> open_file_stream(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        return Error{
            "read.is_a_directory", "a folder, not a file", {path, {}, {}, ""}, "name the files in it, or a pattern such as " + path + "/*"};
    }
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) {
        return Error{"read.cannot_open",
                     std::string("cannot be opened: ") + std::strerror(errno),
                     {path, {}, {}, ""},
                     "check the path and the permissions"};
    }
    const auto size = std::filesystem::file_size(path, ignored);
    return choose(std::make_unique<RawBytes>(file, path, ignored ? 0 : size));
}

std::unique_ptr<ByteStream> open_memory_stream(std::string_view bytes, std::string name) {
    auto stream = choose(std::make_unique<RawBytes>(bytes, std::move(name)));
    return std::move(stream).value();
}

}  // namespace wb
