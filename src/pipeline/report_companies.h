// Companies and chains of a dossier.
#pragma once

#include "base/result.h"
#include "report/dossier.h"
#include "report/selection.h"
#include "store/case_store.h"

namespace wb {

// The chains into the consignee with the largest figure, and the longest of the case.
Status read_chains(Connection& connection, const Selection& selection, Dossier& dossier);
// Every company that the figures, rows and chains read so far name.
Status read_companies(Connection& connection, Dossier& dossier);

}  // namespace wb
