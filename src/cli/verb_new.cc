#include <filesystem>

#include "base/json.h"
#include "cli/verbs.h"
#include "pipeline/case_files.h"

namespace wb::cli {

namespace {

Result<int> run_new(const Arguments& arguments, Terminal& terminal) {
    const auto directory = arguments.positional[0];
    if (std::filesystem::exists(directory + "/case.toml")) {
        return Error{"case.exists",
                     "there is a case already",
                     {directory + "/case.toml", {}, {}, ""},
                     "choose another folder, or edit that case.toml"};
    }
    for (const auto* folder : {"records", "companies", "lists", "controls", "catalogue", "statistics"}) {
        std::error_code failure;
        std::filesystem::create_directories(directory + "/" + folder, failure);
        if (failure)
            return Error{"case.cannot_write", "cannot be made: " + failure.message(), {directory, {}, {}, ""}, "check the permissions"};
    }
    auto name = std::filesystem::path(directory).filename().string();
    if (name.empty()) name = "case";
    WB_TRY_VOID(write_file(directory + "/case.toml", case_template(name)));
    terminal.line("case folder " + directory + " is ready");
    terminal.say("next: put the provider's files into " + directory + "/records, edit case.toml, then: waybill run " + directory);
    terminal.document(JsonWriter().object().key("directory").string(directory).end().take());
    return kDone;
}

}  // namespace

Command new_command() {
    Command command;
    command.name = "new";
    command.positionals = "DIR";
    command.summary = "scaffolds a case: a commented case.toml and the folders";
    command.examples = {{"waybill new quadcopters", "makes the folder quadcopters with case.toml, records/, companies/, lists/ …"}};
    command.least = command.most = 1;
    command.run = run_new;
    return command;
}

}  // namespace wb::cli
