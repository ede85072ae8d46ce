// judgements.jsonl of a case: decisions by people, read and appended to. Nothing ever removes a line from it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "combine/good_judgements.h"
#include "companies/judgements.h"
#include "pipeline/case_files.h"

namespace wb {

std::string judgements_path(const Case& opened);
// Empty when there is no file.
Result<JudgementsRead> read_case_judgements(const Case& opened);
// The decisions about goods of the same file.
Result<GoodJudgementsRead> read_case_good_judgements(const Case& opened);
// All lines, each with its end, in one write at the end of the file, on the disk when it returns: killed at any moment, the file holds all
// of them or none, or a line that was cut, which the next call closes. Errors: case.cannot_write, case.disk_full.
Status append_judgements(const Case& opened, std::span<const std::string> judgements);

}  // namespace wb
