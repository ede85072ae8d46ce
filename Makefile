# On a fresh Debian 12, `make demo` and `make test` install what they need themselves (as root, or with sudo). `make help` lists the rest.
BUILD ?= build
JOBS ?= $(shell nproc)
CMAKE_FLAGS ?=
PREFIX ?= /usr/local

.PHONY: help setup build demo test bench models format tidy fuzz install wheel clean

help:
	@echo "make demo      builds, writes the sample case into demo-case, runs it, prints the headline"
	@echo "make test      builds and passes the tests"
	@echo "make build     builds build/waybill"
	@echo "make bench     prints the tables of docs/measurements.md"
	@echo "make models    trains data/models again from data/ (the same data give the same bytes)"
	@echo "make format    formats the sources"
	@echo "make tidy      runs clang-tidy"
	@echo "make fuzz      runs every fuzzer (SECONDS=30 each)"
	@echo "make install   installs into PREFIX"
	@echo "make wheel     builds and checks the wheel and the installed program"

setup:
	@tools/install_packages.sh tools/apt-packages.txt

build: setup
	@cmake -S . -B $(BUILD) -G Ninja -DCMAKE_BUILD_TYPE=Release $(CMAKE_FLAGS) >$(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@ninja -C $(BUILD) -j$(JOBS) waybill

demo: build
	@$(BUILD)/waybill demo demo-case

test: setup
	@tools/install_packages.sh tools/apt-packages-test.txt
	@tests/run_all.sh $(BUILD) $(JOBS)

bench: build
	@python3 bench/run.py --binary $(BUILD)/waybill

models: build
	@ninja -C $(BUILD) train_hs_model
	@$(BUILD)/train_hs_model data/models/hs_text.bin

format:
	@tools/install_packages.sh tools/apt-packages.txt tools/apt-packages-ci.txt
	@git ls-files '*.cc' '*.h' | xargs clang-format-16 -i

tidy:
	@tools/install_packages.sh tools/apt-packages.txt tools/apt-packages-ci.txt
	@tools/tidy.sh $(BUILD) $(JOBS)

fuzz:
	@tools/install_packages.sh tools/apt-packages.txt tools/apt-packages-ci.txt
	@tools/fuzz.sh $(or $(SECONDS),30) $(JOBS)

install: build
	@cmake --install $(BUILD) --prefix $(PREFIX)

wheel: build
	@tools/check_packages.sh $(BUILD)

clean:
	rm -rf build build-* *.log
