// Who stands behind a company, day by day, and the families that follow from it.
//
// The ultimate owner of a company is one that controls it (ownership_graph.h: half or more, layer by layer, shares of one family added) and
// whom nobody known controls; of a circle of owners the smallest id stands for all. Two owners of half each are two ultimate owners. Where
// a share that decides it is not stated the answer is cannot_tell and names it; on days when nobody known holds half, the company is its
// own. A family is its ultimate owner's companies on a day. Where there are several the one of the larger share counts for the family.
// Owners beyond the kMostAbove nearest companies are not followed: a note says so, and answers about such a company are cannot_tell. Cost:
// spans of days × owners above², per owned company.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "companies/ownership_graph.h"
#include "tables/company.h"
#include "tables/identity.h"

namespace wb {

inline constexpr std::size_t kMostAbove = 400;  // by judgement: the largest groups known have some hundred layers and cross-holdings

// A holding that is known without a register: the catalogue says whose a maker is.
struct KnownHolding {
    EntityId owner, owned;
};

struct OwnershipNote {
    std::string source, code, text, action;
};

struct Families {
    std::vector<UltimateOwner> owners;  // in order of entity, day, owner; at least one row for each day of a company that is owned at all
    std::map<EntityId, EntityId> head_of;  // on `day`; companies that are their own are not in it
    std::vector<OwnershipNote> notes;      // of holdings that do not fit together
};

// `day`: of head_of; the last that anything says when it is not given. Rows in any order.
Families find_families(std::span<const Ownership> ownership, std::span<const KnownHolding> known, std::optional<Day> day);

}  // namespace wb
