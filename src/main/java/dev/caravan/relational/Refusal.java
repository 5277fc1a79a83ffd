package dev.caravan.relational;

import dev.caravan.model.RejectCode;

/** Why a row is not written: a code and one sentence without any value. */
public record Refusal(RejectCode code, String reason) {}
