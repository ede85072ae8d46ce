#!/usr/bin/env python3
"""Writes an assembler file that carries every file below a folder, and a C++ table of their names: embed.py FOLDER OUT.S OUT.cc"""
import pathlib
import sys


def main() -> None:
    root, assembly, table = (pathlib.Path(word) for word in sys.argv[1:4])
    files = sorted(p for p in root.rglob("*") if p.is_file())
    lines = ['.section .rodata', '']
    names = []
    for number, path in enumerate(files):
        lines += [f".global wb_embedded_{number}", f".global wb_embedded_{number}_end", f"wb_embedded_{number}:",
                  f'.incbin "{path.resolve()}"', f"wb_embedded_{number}_end:", ".byte 0"]
        names.append((number, path.relative_to(root).as_posix()))
    lines.append('.section .note.GNU-stack,"",@progbits')
    assembly.write_text("\n".join(lines) + "\n")
    code = ['#include "base/embedded.h"', "", 'extern "C" {']
    code += [f"extern const char wb_embedded_{n}[], wb_embedded_{n}_end[];" for n, _ in names]
    code += ["}", "", "namespace wb {", "", "std::span<const EmbeddedFile> embedded_files() {", "    static const EmbeddedFile kFiles[] = {"]
    code += [f'        {{"{name}", {{wb_embedded_{n}, static_cast<std::size_t>(wb_embedded_{n}_end - wb_embedded_{n})}}}},' for n, name in names]
    code += ["    };", "    return kFiles;", "}", "", "}  // namespace wb"]
    table.write_text("\n".join(code) + "\n")


if __name__ == "__main__":
    main()
