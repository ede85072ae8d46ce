#include "pipeline/finding_rows.h"

namespace wb {

Status replace_findings(Connection& connection, const std::string& own_rows, const std::function<Status(Writer<Finding>&)>& fill) {
    constexpr std::string_view kNew = "finding_new";
    WB_TRY_VOID(recreate_table<Finding>(connection, kNew));
    WB_TRY(auto writer, Writer<Finding>::open(connection, kNew));
    WB_TRY_VOID(fill(*writer));
    WB_TRY_VOID(writer->finish());
    WB_TRY_VOID(connection.execute("CREATE TEMP TABLE finding_kept AS SELECT * FROM finding WHERE NOT (" + own_rows + ")"));
    WB_TRY_VOID(recreate_table<Finding>(connection));
    WB_TRY_VOID(
        connection.execute("INSERT INTO finding SELECT * FROM (SELECT * FROM finding_kept UNION ALL SELECT * FROM finding_new) "
                           "ORDER BY rule, jurisdiction, subject_kind, subject_id, finding_id"));
    WB_TRY_VOID(connection.execute("DROP TABLE finding_kept"));
    return connection.execute("DROP TABLE finding_new");
}

}  // namespace wb
