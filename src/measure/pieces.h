// Pieces of goods: as stated, or as rows like them hold.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "measure/frame.h"

namespace wb {

// Millionths of a piece.
std::int64_t micro_pieces(double pieces);

// Pieces of a row as a bounded amount; false when the pieces are not known.
bool units_of(const FrameRow& row, BoundedEntry& bounded);

// What a row that states no pieces may hold: the pieces of the rows nearest to it in value and mass, among goods of its model, else brand,
// else class, else the class above, else all; within a model or brand scaled to its own value and mass. Rows of like value are looked at,
// and not the value over the prices of a piece, because a large value is more often many dear pieces than very many cheap ones. Rows that
// are more likely something else teach nothing. Cost: missing rows × at most 2,000 rows of a group.
class PiecesDonors {
public:
    explicit PiecesDonors(const Frame& frame);
    // Ascending; empty when no row states pieces.
    [[nodiscard]] std::vector<std::int64_t> of(const FrameRow& row) const;

private:
    // Logarithms of value and mass; those that are not stated are passed over.
    struct Size {
        double value = 0, mass = 0;
        bool has_value = false, has_mass = false;
        [[nodiscard]] double distance_to(const Size& other) const;
        // How much more the row holds than the other, half by value and half by mass where both are stated.
        [[nodiscard]] double ratio_to(const Size& other) const;
    };
    struct Known {
        Size size;
        std::int64_t pieces = 0;
    };
    static Size size_of(const FrameRow& row);
    static void thin(std::vector<Known>& rows);
    std::map<std::string, std::vector<Known>> known_;
};

}  // namespace wb
