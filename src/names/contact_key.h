// What two writings of one telephone number, e-mail address or register's number share.
#pragma once

#include <string>
#include <string_view>

namespace wb {

// `kind` is phone, email or number. "phone 951234567" (the last nine digits: national numbers of most countries; what stands before is the
// country's), else the kind and the folded text without spaces. "" when the text identifies nobody. Pure.
std::string contact_key(std::string_view kind, std::string_view text);

}  // namespace wb
