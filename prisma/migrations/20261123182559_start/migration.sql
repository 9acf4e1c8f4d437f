-- CreateEnum
CREATE TYPE "Post" AS ENUM ('judge', 'clerk');

-- CreateEnum
CREATE TYPE "PartyRole" AS ENUM ('plaintiff', 'defendant');

-- CreateEnum
CREATE TYPE "Authority" AS ENUM ('general', 'special');

-- CreateEnum
CREATE TYPE "SittingPhase" AS ENUM ('scheduled', 'lobby', 'opening', 'inSession', 'paused', 'suspended', 'closed', 'cancelled');

-- CreateEnum
CREATE TYPE "LoginKind" AS ENUM ('staff', 'seat');

-- CreateEnum
CREATE TYPE "RecordingState" AS ENUM ('pending', 'building', 'composing', 'ready', 'failed');

-- CreateEnum
CREATE TYPE "FileClass" AS ENUM ('composite', 'track', 'report');

-- CreateTable
CREATE TABLE "Court" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "code" TEXT NOT NULL,

    CONSTRAINT "Court_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Courtroom" (
    "id" UUID NOT NULL,
    "courtId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "Courtroom_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Person" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "personId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "disabled" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("personId")
);

-- CreateTable
CREATE TABLE "StaffPost" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "courtId" UUID NOT NULL,
    "post" "Post" NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "StaffPost_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Case" (
    "id" UUID NOT NULL,
    "courtId" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "causeOfAction" TEXT NOT NULL,
    "filedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Party" (
    "id" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "role" "PartyRole" NOT NULL,

    CONSTRAINT "Party_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Representation" (
    "id" UUID NOT NULL,
    "partyId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "authority" "Authority" NOT NULL,

    CONSTRAINT "Representation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Sitting" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "recorded" BOOLEAN NOT NULL,
    "courtroomId" UUID NOT NULL,
    "scheduledAt" TIMESTAMPTZ(3) NOT NULL,
    "phase" "SittingPhase" NOT NULL DEFAULT 'scheduled',
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Sitting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SittingCase" (
    "sittingId" UUID NOT NULL,
    "caseId" UUID NOT NULL,

    CONSTRAINT "SittingCase_pkey" PRIMARY KEY ("sittingId","caseId")
);

-- CreateTable
CREATE TABLE "Seat" (
    "id" UUID NOT NULL,
    "sittingId" UUID NOT NULL,
    "personId" UUID,
    "role" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "Seat_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Invitation" (
    "id" UUID NOT NULL,
    "seatId" UUID NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),
    "claimedAt" TIMESTAMPTZ(3),
    "deviceHash" TEXT,
    "codeHash" TEXT,
    "codeExpiresAt" TIMESTAMPTZ(3),
    "codeAttempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Login" (
    "id" UUID NOT NULL,
    "handle" TEXT NOT NULL,
    "kind" "LoginKind" NOT NULL,
    "secretHash" TEXT NOT NULL,
    "personId" UUID,
    "seatId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Login_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EventRecord" (
    "stream" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "actor" JSONB NOT NULL,
    "payload" JSONB NOT NULL,
    "salt" TEXT NOT NULL,
    "payloadDigest" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "EventRecord_pkey" PRIMARY KEY ("stream","seq")
);

-- CreateTable
CREATE TABLE "CommandReceipt" (
    "stream" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "commandId" UUID NOT NULL,
    "payloadHash" TEXT NOT NULL,
    "reply" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CommandReceipt_pkey" PRIMARY KEY ("stream","actor","commandId")
);

-- CreateTable
CREATE TABLE "SittingLease" (
    "sittingId" UUID NOT NULL,
    "nodeId" TEXT NOT NULL,
    "nodeUrl" TEXT NOT NULL,
    "fence" INTEGER NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SittingLease_pkey" PRIMARY KEY ("sittingId")
);

-- CreateTable
CREATE TABLE "Recording" (
    "id" UUID NOT NULL,
    "sittingId" UUID NOT NULL,
    "state" "RecordingState" NOT NULL DEFAULT 'pending',
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "failure" TEXT,
    "durationMs" INTEGER,
    "startedAt" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Recording_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StoredFile" (
    "id" UUID NOT NULL,
    "recordingId" UUID NOT NULL,
    "class" "FileClass" NOT NULL,
    "key" TEXT NOT NULL,
    "mediaType" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "StoredFile_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Court_name_key" ON "Court"("name");

-- CreateIndex
CREATE UNIQUE INDEX "Court_code_key" ON "Court"("code");

-- CreateIndex
CREATE UNIQUE INDEX "Courtroom_courtId_number_key" ON "Courtroom"("courtId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Account_name_key" ON "Account"("name");

-- CreateIndex
CREATE UNIQUE INDEX "StaffPost_personId_courtId_post_key" ON "StaffPost"("personId", "courtId", "post");

-- CreateIndex
CREATE UNIQUE INDEX "Case_number_key" ON "Case"("number");

-- CreateIndex
CREATE UNIQUE INDEX "Party_caseId_personId_role_key" ON "Party"("caseId", "personId", "role");

-- CreateIndex
CREATE UNIQUE INDEX "Representation_partyId_agentId_key" ON "Representation"("partyId", "agentId");

-- CreateIndex
CREATE INDEX "Sitting_phase_idx" ON "Sitting"("phase");

-- CreateIndex
CREATE INDEX "Sitting_scheduledAt_idx" ON "Sitting"("scheduledAt");

-- CreateIndex
CREATE INDEX "SittingCase_caseId_idx" ON "SittingCase"("caseId");

-- CreateIndex
CREATE INDEX "Seat_sittingId_idx" ON "Seat"("sittingId");

-- CreateIndex
CREATE INDEX "Seat_personId_idx" ON "Seat"("personId");

-- CreateIndex
CREATE UNIQUE INDEX "Invitation_tokenHash_key" ON "Invitation"("tokenHash");

-- CreateIndex
CREATE INDEX "Invitation_seatId_idx" ON "Invitation"("seatId");

-- CreateIndex
CREATE UNIQUE INDEX "Login_handle_key" ON "Login"("handle");

-- CreateIndex
CREATE INDEX "Login_personId_idx" ON "Login"("personId");

-- CreateIndex
CREATE INDEX "Login_seatId_idx" ON "Login"("seatId");

-- CreateIndex
CREATE UNIQUE INDEX "Recording_sittingId_key" ON "Recording"("sittingId");

-- CreateIndex
CREATE UNIQUE INDEX "StoredFile_key_key" ON "StoredFile"("key");

-- CreateIndex
CREATE INDEX "StoredFile_recordingId_idx" ON "StoredFile"("recordingId");

-- AddForeignKey
ALTER TABLE "Courtroom" ADD CONSTRAINT "Courtroom_courtId_fkey" FOREIGN KEY ("courtId") REFERENCES "Court"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffPost" ADD CONSTRAINT "StaffPost_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffPost" ADD CONSTRAINT "StaffPost_courtId_fkey" FOREIGN KEY ("courtId") REFERENCES "Court"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Case" ADD CONSTRAINT "Case_courtId_fkey" FOREIGN KEY ("courtId") REFERENCES "Court"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Party" ADD CONSTRAINT "Party_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Party" ADD CONSTRAINT "Party_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Representation" ADD CONSTRAINT "Representation_partyId_fkey" FOREIGN KEY ("partyId") REFERENCES "Party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Representation" ADD CONSTRAINT "Representation_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Sitting" ADD CONSTRAINT "Sitting_courtroomId_fkey" FOREIGN KEY ("courtroomId") REFERENCES "Courtroom"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SittingCase" ADD CONSTRAINT "SittingCase_sittingId_fkey" FOREIGN KEY ("sittingId") REFERENCES "Sitting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SittingCase" ADD CONSTRAINT "SittingCase_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Seat" ADD CONSTRAINT "Seat_sittingId_fkey" FOREIGN KEY ("sittingId") REFERENCES "Sitting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Seat" ADD CONSTRAINT "Seat_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_seatId_fkey" FOREIGN KEY ("seatId") REFERENCES "Seat"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Login" ADD CONSTRAINT "Login_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Login" ADD CONSTRAINT "Login_seatId_fkey" FOREIGN KEY ("seatId") REFERENCES "Seat"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SittingLease" ADD CONSTRAINT "SittingLease_sittingId_fkey" FOREIGN KEY ("sittingId") REFERENCES "Sitting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Recording" ADD CONSTRAINT "Recording_sittingId_fkey" FOREIGN KEY ("sittingId") REFERENCES "Sitting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StoredFile" ADD CONSTRAINT "StoredFile_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
