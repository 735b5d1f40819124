# Everything a person does with the source; `make` alone lists it.

SWIFT ?= swift
inferplan := .build/release/inferplan
swift_sources := $(wildcard Sources Tests Benchmarks AccuracyPage)

.PHONY: help setup build demo test test-exports test-e2e test-peers test-serve test-page \
  calibrate quality vision accuracy guides bench format lint clean

help:
	@echo 'make build        build $(inferplan)'
	@echo 'make demo         build it and plan a chatbot; then one deployment taken apart'
	@echo 'make test         build everything and run all tests'
	@echo 'make test-exports have the tools themselves read what export writes (minutes)'
	@echo 'make test-e2e     measure a real model on this machine against its forecast (minutes)'
	@echo 'make test-peers   hold our measuring against that of other clients (minutes)'
	@echo 'make test-serve   ask the server thousands of questions made from its description'
	@echo 'make test-page    use the page of the server in a browser, as a person would'
	@echo 'make calibrate    fit the coefficients to the measurements'
	@echo 'make quality      fit task scores and losses by quantization to published results'
	@echo 'make vision       fit times of vision networks to published measurements'
	@echo 'make accuracy     write docs/accuracy.md and its pictures'
	@echo 'make guides       write docs/guides anew from the catalogs'
	@echo 'make bench        measure our own speed, and that of other programs where they install'
	@echo 'make format       format the sources in place'
	@echo 'make lint         check their format'
	@echo 'make clean        remove what was built'

setup:
	@Scripts/setup

build: setup
	@$(SWIFT) build --configuration release --product inferplan

demo: build
	$(inferplan) plan --task chatbot --requests-per-hour 1000 --e2e-p95 4s --budget 500/month
	$(inferplan) estimate --model llama-3.1-8b --hardware H100-SXM-80GB --weights fp8 \
	  --input 1024 --output 256 --concurrency 32

test: setup
	@$(SWIFT) build
	@$(SWIFT) build --configuration release --product inferplan
	@Scripts/calibrate --check
	@Scripts/accuracy --check
	@Scripts/quality --check
	@Scripts/vision --check
	@Scripts/guides --check
	@$(SWIFT) test --disable-xctest

test-exports: build
	@Scripts/validate-exports

test-e2e: build
	@Scripts/e2e

test-peers: build
	@Scripts/e2e --peers

calibrate: build
	@Scripts/calibrate

quality: build
	@Scripts/quality

vision: build
	@Scripts/vision

accuracy: build
	@$(SWIFT) build --configuration release --product inferplan-accuracy
	@Scripts/accuracy

guides: build
	@Scripts/guides

bench: build
	@$(SWIFT) build --configuration release --product inferplan-bench
	@Scripts/bench-peers
	@if [ -e .build/peers/installed ]; \
	then peers='--peers .build/peers/bin/python Benchmarks/peers'; fi; \
	.build/release/inferplan-bench $$peers $(BENCH)
	@Scripts/bench-serve

test-serve: build
	@Scripts/test-serve

test-page: build
	@Scripts/test-page

format: setup
	@$(SWIFT) format --in-place --recursive --parallel $(swift_sources)

lint: setup
	@$(SWIFT) format lint --strict --recursive --parallel $(swift_sources)

clean:
	@rm -rf .build
