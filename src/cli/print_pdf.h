// The dossier on paper: a page printed to PDF by a program that is on the PATH, when there is one.
#pragma once

#include <string>

#include "base/result.h"

namespace wb::cli {

// WeasyPrint first (page numbers), else Chromium or Chrome. Gives the printer's name. Errors: pdf.no_printer, pdf.failed.
Result<std::string> print_pdf(const std::string& page, const std::string& pdf);

}  // namespace wb::cli
