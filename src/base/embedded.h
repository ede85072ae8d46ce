// The files below data/ as they were at build time: catalogue, terms, profiles, controls. No file system needed at run time.
#pragma once

#include <span>
#include <string_view>

namespace wb {

struct EmbeddedFile {
    std::string_view path;  // relative to data/, with forward slashes
    std::string_view bytes;
};

// All files, sorted by path.
std::span<const EmbeddedFile> embedded_files();

// The bytes of one file. A path that was not there at build time is a Bug.
std::string_view embedded_file(std::string_view path);

// Files below a folder ("catalogue/"), in order of path.
std::span<const EmbeddedFile> embedded_below(std::string_view folder);

}  // namespace wb
