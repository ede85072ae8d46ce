#include "ingest/byte_stream.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

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
            if (got < want && std::ferror(file_) != 0) return failure("read.cannot_read", std::string("reading failed: ") + std::strerror(errno));
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

class GzipStream : public ByteStream {
public:
    GzipStream(std::unique_ptr<RawBytes> raw, std::string head) : input_(std::move(raw), std::move(head)) {
        // 15 + 16: largest window, gzip header expected.
        WB_CHECK(inflateInit2(&state_, 15 + 16) == Z_OK, "zlib start");
    }
    ~GzipStream() override { inflateEnd(&state_); }
    Result<bool> read(std::string& out, std::size_t want) override {
        if (failed_) return *failed_;
        const auto before = out.size();
        while (out.size() - before < want) {
            WB_TRY(auto bytes, input_.peek());
            if (bytes.empty()) return at_end(out.size() > before);
            const auto error = inflate_some(bytes, out);
            if (error) {
                failed_ = *error;
                return out.size() > before ? Result<bool>(true) : Result<bool>(*failed_);
            }
        }
        return true;
    }
    [[nodiscard]] std::string_view compression() const override { return "gz"; }
    [[nodiscard]] double progress() const override { return input_.raw().progress(); }

private:
    std::optional<Error> inflate_some(std::string_view bytes, std::string& out) {
        if (member_done_) {
            inflateReset(&state_);
            member_done_ = false;
        }
        std::array<char, kInputBytes> target;
        state_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        state_.avail_in = static_cast<uInt>(bytes.size());
        state_.next_out = reinterpret_cast<Bytef*>(target.data());
        state_.avail_out = static_cast<uInt>(target.size());
        const int code = inflate(&state_, Z_NO_FLUSH);
        out.append(target.data(), target.size() - state_.avail_out);
        input_.consume(bytes.size() - state_.avail_in);
        if (code == Z_STREAM_END) {
            member_done_ = true;
            any_member_ = true;
            return std::nullopt;
        }
        if (code == Z_OK || code == Z_BUF_ERROR) return std::nullopt;
        if (any_member_ && code == Z_DATA_ERROR) {   // padding after the last member is usual on tapes and some servers
            ended_ = true;
            return std::nullopt;
        }
        return input_.raw().failure("read.corrupt", "the gzip data is damaged", "fetch the file again; rows before this place were read");
    }
    Result<bool> at_end(bool got_some) {
        if (got_some) return true;
        if (member_done_ || ended_) return false;
        return input_.raw().failure("read.truncated", "the gzip file ends before its data does", "fetch the file again; rows before this place were read");
    }
    CompressedInput input_;
    z_stream state_{};
    std::optional<Error> failed_;
    bool member_done_ = false, any_member_ = false, ended_ = false;
};

class ZstdStream : public ByteStream {
public:
    ZstdStream(std::unique_ptr<RawBytes> raw, std::string head) : input_(std::move(raw), std::move(head)), state_(ZSTD_createDStream()) {
        ZSTD_initDStream(state_);
    }
    ~ZstdStream() override { ZSTD_freeDStream(state_); }
    Result<bool> read(std::string& out, std::size_t want) override {
        const auto before = out.size();
        while (out.size() - before < want) {
            WB_TRY(auto bytes, input_.peek());
            if (bytes.empty()) {
                if (out.size() > before) return true;
                if (!inside_frame_) return false;
                return input_.raw().failure("read.truncated", "the zstd file ends before its data does", "fetch the file again; rows before this place were read");
            }
            ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
            std::array<char, kInputBytes> target;
            ZSTD_outBuffer produced{target.data(), target.size(), 0};
            const auto left = ZSTD_decompressStream(state_, &produced, &in);
            if (ZSTD_isError(left) != 0) {
                if (out.size() > before) return true;
                return input_.raw().failure("read.corrupt", "the zstd data is damaged", "fetch the file again; rows before this place were read");
            }
            inside_frame_ = left != 0;
            input_.consume(in.pos);
            out.append(target.data(), produced.pos);
        }
        return true;
    }
    [[nodiscard]] std::string_view compression() const override { return "zst"; }
    [[nodiscard]] double progress() const override { return input_.raw().progress(); }

private:
    CompressedInput input_;
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
        return Error{"read.is_a_directory", "a folder, not a file", {path, {}, {}, ""}, "name the files in it, or a pattern such as " + path + "/*"};
    }
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) {
        return Error{"read.cannot_open", std::string("cannot be opened: ") + std::strerror(errno), {path, {}, {}, ""}, "check the path and the permissions"};
    }
    const auto size = std::filesystem::file_size(path, ignored);
    return choose(std::make_unique<RawBytes>(file, path, ignored ? 0 : size));
}

std::unique_ptr<ByteStream> open_memory_stream(std::string_view bytes, std::string name) {
    auto stream = choose(std::make_unique<RawBytes>(bytes, std::move(name)));
    return std::move(stream).value();
}

}  // namespace wb
