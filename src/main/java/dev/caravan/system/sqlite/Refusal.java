package dev.caravan.system.sqlite;

import dev.caravan.model.RejectCode;

/** Why a row is not written: a code and one sentence without any value. */
record Refusal(RejectCode code, String reason) {}
