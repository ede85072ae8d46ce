#include "simulate/sheet.h"

#include "base/json.h"

namespace wb {

namespace {

const std::string kTitle = "Extract of customs declarations. SYNTHETIC: every company and shipment is invented.";

class TextSheet : public Sheet {
public:
    TextSheet(const Provider& provider, std::unique_ptr<OutputFile> out)
        : encoding_(provider.encoding), delimiter_(provider.delimiter), out_(std::move(out)) {}
    Status begin(const Layout& layout) {
        if (encoding_ == Encoding::utf8_bom) WB_TRY_VOID(out_->write("\xEF\xBB\xBF"));
        if (encoding_ == Encoding::utf16le) WB_TRY_VOID(out_->write(std::string_view("\xFF\xFE", 2)));
        for (int row = 1; row < layout.header_row; ++row) WB_TRY_VOID(line({row == 1 ? kTitle : ""}));
        return line(layout.headers);
    }
    Result<std::int64_t> add(const std::vector<std::string>& cells, const std::vector<bool>&) override {
        WB_TRY_VOID(line(cells));
        return row_;
    }
    Status add_rubbish(const std::vector<std::string>& cells) override { return line(cells); }
    Status close() override { return out_->close(); }

private:
    Status line(const std::vector<std::string>& cells) {
        ++row_;
        std::string text;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i > 0) text += delimiter_;
            const auto& cell = cells[i];
            if (cell.find(delimiter_) == std::string::npos && cell.find('"') == std::string::npos && cell.find('\n') == std::string::npos) {
                text += cell;
                continue;
            }
            text += '"';
            for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
            text += '"';
        }
        return out_->write(encoded(text + "\r\n", encoding_));
    }
    Encoding encoding_;
    char delimiter_;
    std::unique_ptr<OutputFile> out_;
    std::int64_t row_ = 0;
};

class JsonSheet : public Sheet {
public:
    JsonSheet(const Layout& layout, std::unique_ptr<OutputFile> out) : layout_(layout), out_(std::move(out)) {}
    Result<std::int64_t> add(const std::vector<std::string>& cells, const std::vector<bool>& numeric) override {
        JsonWriter json;
        json.object();
        for (std::size_t i = 0; i < cells.size(); ++i) {
            json.key(layout_.headers[i]);
            if (numeric[i] && (cells[i][0] != '0' || cells[i].size() == 1 || cells[i][1] == '.'))
                json.decimal(cells[i]);
            else
                json.string(cells[i]);
        }
        WB_TRY_VOID(out_->write(json.end().take() + "\n"));
        return ++row_;
    }
    Status add_rubbish(const std::vector<std::string>&) override {
        ++row_;
        return out_->write("{\"declaration_number\":\"50417/\n");  // a line that was cut
    }
    Status close() override { return out_->close(); }

private:
    const Layout& layout_;
    std::unique_ptr<OutputFile> out_;
    std::int64_t row_ = 0;
};

class WorkbookSheet : public Sheet {
public:
    explicit WorkbookSheet(std::unique_ptr<OutputFile> out) : file_(std::move(out)) {}
    Status begin(const Layout& layout) {
        WB_TRY_VOID(file_.begin());
        for (int row = 1; row < layout.header_row; ++row) WB_TRY_VOID(file_.add({row == 1 ? kTitle : ""}, {}));
        return file_.add(layout.headers, {});
    }
    Result<std::int64_t> add(const std::vector<std::string>& cells, const std::vector<bool>& numeric) override {
        WB_TRY_VOID(file_.add(cells, numeric));
        return file_.rows();
    }
    Status add_rubbish(const std::vector<std::string>& cells) override { return file_.add(cells, {}); }
    Status close() override { return file_.close(); }

private:
    WorkbookFile file_;
};

template <typename Kind>
Result<std::unique_ptr<Sheet>> begun(std::unique_ptr<Kind> sheet, const Layout& layout) {
    WB_TRY_VOID(sheet->begin(layout));
    return std::unique_ptr<Sheet>(std::move(sheet));
}

Result<std::unique_ptr<Sheet>> begin_sheet(const Provider& provider, std::unique_ptr<OutputFile> out) {
    const auto& layout = *provider.layout;
    switch (layout.kind) {
        case SheetKind::csv:
            return begun(std::make_unique<TextSheet>(provider, std::move(out)), layout);
        case SheetKind::xlsx:
            return begun(std::make_unique<WorkbookSheet>(std::move(out)), layout);
        case SheetKind::jsonl:
            break;
    }
    return std::unique_ptr<Sheet>(std::make_unique<JsonSheet>(layout, std::move(out)));
}

// Providers do not deliver an extract without rows.
class LateSheet : public Sheet {
public:
    LateSheet(const Provider& provider, std::string path, const OpenOutput& open)
        : provider_(provider), path_(std::move(path)), open_(open) {}
    Result<std::int64_t> add(const std::vector<std::string>& cells, const std::vector<bool>& numeric) override {
        if (!sheet_) {
            WB_TRY(auto out, open_(path_));
            WB_TRY(sheet_, begin_sheet(provider_, std::move(out)));
        }
        return sheet_->add(cells, numeric);
    }
    Status add_rubbish(const std::vector<std::string>& cells) override { return sheet_ ? sheet_->add_rubbish(cells) : Status{}; }
    Status close() override { return sheet_ ? sheet_->close() : Status{}; }
    [[nodiscard]] bool has_rows() const override { return sheet_ != nullptr; }

private:
    const Provider& provider_;
    std::string path_;
    const OpenOutput& open_;
    std::unique_ptr<Sheet> sheet_;
};

}  // namespace

std::string sheet_path(const Provider& provider, const std::string& path) {
    switch (provider.layout->kind) {
        case SheetKind::csv:
            return path + (provider.delimiter == '\t' ? ".tsv" : ".csv");
        case SheetKind::xlsx:
            return path + ".xlsx";
        case SheetKind::jsonl:
            break;
    }
    return path + ".jsonl";
}

std::unique_ptr<Sheet> make_sheet(const Provider& provider, const std::string& path, const OpenOutput& open) {
    return std::make_unique<LateSheet>(provider, path, open);
}

}  // namespace wb
