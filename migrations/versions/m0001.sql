CREATE TABLE audit (
    seq INTEGER NOT NULL,
    ts_utc TEXT NOT NULL,
    boot_id TEXT NOT NULL,
    mono_ns INTEGER NOT NULL,
    account TEXT DEFAULT '' NOT NULL,
    role TEXT DEFAULT '' NOT NULL,
    seat TEXT DEFAULT '' NOT NULL,
    action TEXT NOT NULL,
    type TEXT NOT NULL,
    ref TEXT DEFAULT '' NOT NULL,
    person TEXT DEFAULT '' NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    detail TEXT DEFAULT '' NOT NULL,
    row_hash TEXT DEFAULT '' NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (seq)
);

CREATE TABLE brought (
    person TEXT NOT NULL,
    peer TEXT NOT NULL,
    at TEXT NOT NULL,
    CONSTRAINT pk_brought PRIMARY KEY (person)
);

CREATE TABLE change (
    seq INTEGER NOT NULL,
    tx TEXT NOT NULL,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    op TEXT NOT NULL,
    origin TEXT NOT NULL,
    account TEXT DEFAULT '' NOT NULL,
    at TEXT NOT NULL,
    CONSTRAINT pk_change PRIMARY KEY (seq)
);

CREATE INDEX ix_change_origin_seq ON change (origin, seq);

CREATE INDEX ix_change_type_id_seq ON change (type, id, seq);

CREATE TABLE code_twice (
    code TEXT NOT NULL,
    CONSTRAINT pk_code_twice PRIMARY KEY (code)
);

CREATE TABLE "conflict" (
    id INTEGER NOT NULL,
    peer TEXT NOT NULL,
    fhir_type TEXT NOT NULL,
    fhir_id TEXT NOT NULL,
    person TEXT,
    fields TEXT NOT NULL,
    here TEXT DEFAULT '{}' NOT NULL,
    there TEXT DEFAULT '{}' NOT NULL,
    agreed BLOB,
    ours BLOB,
    theirs BLOB NOT NULL,
    hash TEXT DEFAULT '' NOT NULL,
    at TEXT NOT NULL,
    settled_at TEXT,
    settled_by TEXT,
    choice TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_conflict PRIMARY KEY (id)
);

CREATE INDEX ix_conflict_settled_at ON "conflict" (settled_at);

CREATE TABLE county_file (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    issued TEXT NOT NULL,
    text TEXT NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_county_file PRIMARY KEY (id)
);

CREATE INDEX ix_county_file_issued ON county_file (issued);

CREATE TABLE device (
    id TEXT NOT NULL,
    hub_id TEXT NOT NULL,
    driver TEXT NOT NULL,
    kinds TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    maker TEXT DEFAULT '' NOT NULL,
    model TEXT DEFAULT '' NOT NULL,
    serial TEXT DEFAULT '' NOT NULL,
    sticker TEXT DEFAULT '' NOT NULL,
    seat TEXT DEFAULT '' NOT NULL,
    baud INTEGER,
    user_slot INTEGER,
    "virtual" BOOLEAN DEFAULT '0' NOT NULL,
    added_at TEXT NOT NULL,
    forgotten_at TEXT,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_device PRIMARY KEY (id),
    CONSTRAINT uq_device_hub_id UNIQUE (hub_id),
    CONSTRAINT ck_device_virtual_is_flag CHECK ("virtual" IN (0, 1))
);

CREATE TABLE device_state (
    device TEXT NOT NULL,
    battery INTEGER,
    last_seen_at TEXT,
    last_reading_at TEXT,
    clock_offset_s FLOAT,
    clock_offset_at TEXT,
    clock_since TEXT,
    last_sequence INTEGER,
    bond BLOB,
    drained BOOLEAN DEFAULT '0' NOT NULL,
    CONSTRAINT pk_device_state PRIMARY KEY (device),
    CONSTRAINT ck_device_state_drained_is_flag CHECK (drained IN (0, 1))
);

CREATE TABLE draft (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    person TEXT,
    encounter TEXT,
    account TEXT NOT NULL,
    body TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    revision INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY (id)
);

CREATE INDEX ix_draft_account_kind ON draft (account, kind);

CREATE INDEX ix_draft_encounter ON draft (encounter);

CREATE TABLE ecg_waiting (
    "key" TEXT NOT NULL,
    device TEXT NOT NULL,
    driver TEXT NOT NULL,
    name TEXT NOT NULL,
    device_time TEXT,
    clock_offset_s FLOAT,
    hz FLOAT NOT NULL,
    nv_per_lsb INTEGER NOT NULL,
    flags TEXT DEFAULT '[]' NOT NULL,
    received_at TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    recording TEXT,
    handled_by TEXT,
    handled_at TEXT,
    CONSTRAINT pk_ecg_waiting PRIMARY KEY ("key"),
    CONSTRAINT ck_ecg_waiting_state_known CHECK (state IN ('attached', 'unclaimed', 'set_aside'))
);

CREATE INDEX ix_ecg_waiting_state_received_at ON ecg_waiting (state, received_at);

CREATE TABLE "foreign" (
    fhir_type TEXT NOT NULL,
    fhir_id TEXT NOT NULL,
    person TEXT,
    json TEXT NOT NULL,
    peer TEXT NOT NULL,
    etag TEXT,
    at TEXT NOT NULL,
    CONSTRAINT pk_foreign PRIMARY KEY (fhir_type, fhir_id)
);

CREATE INDEX ix_foreign_person ON "foreign" (person);

CREATE TABLE formulary (
    drug TEXT NOT NULL,
    id TEXT NOT NULL,
    pack_price_fen INTEGER,
    hidden BOOLEAN DEFAULT '0' NOT NULL,
    insurance TEXT DEFAULT '' NOT NULL,
    source TEXT NOT NULL,
    pack_size INTEGER,
    pack_word TEXT DEFAULT '' NOT NULL,
    trade_name TEXT DEFAULT '' NOT NULL,
    name TEXT,
    form TEXT DEFAULT '' NOT NULL,
    strength TEXT,
    unit TEXT DEFAULT '' NOT NULL,
    piece TEXT DEFAULT '' NOT NULL,
    maker TEXT DEFAULT '' NOT NULL,
    control TEXT DEFAULT '' NOT NULL,
    version TEXT DEFAULT '' NOT NULL,
    catalogue TEXT DEFAULT '' NOT NULL,
    withdrawn_at TEXT,
    confirmed_by TEXT,
    confirmed_at TEXT,
    confirmation TEXT DEFAULT '' NOT NULL,
    confirmed_key TEXT DEFAULT '' NOT NULL,
    confirmed_pack TEXT DEFAULT '' NOT NULL,
    updated_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_formulary PRIMARY KEY (drug),
    CONSTRAINT uq_formulary_id UNIQUE (id),
    CONSTRAINT ck_formulary_hidden_is_flag CHECK (hidden IN (0, 1))
);

CREATE INDEX ix_formulary_revision ON formulary (revision);

CREATE TABLE in_flight (
    peer TEXT NOT NULL,
    n INTEGER NOT NULL,
    body BLOB NOT NULL,
    covers TEXT NOT NULL,
    CONSTRAINT pk_in_flight PRIMARY KEY (peer, n)
);

CREATE TABLE last_supply (
    person TEXT NOT NULL,
    drug TEXT NOT NULL,
    name TEXT NOT NULL,
    days INTEGER NOT NULL,
    prescription TEXT NOT NULL,
    number TEXT,
    signed_at TEXT NOT NULL,
    before_at TEXT NOT NULL,
    long_at TEXT NOT NULL,
    runs_out FLOAT NOT NULL,
    CONSTRAINT pk_last_supply PRIMARY KEY (person, drug)
)
 WITHOUT ROWID;

CREATE INDEX ix_last_supply_runs_out ON last_supply (runs_out);

CREATE TABLE organization (
    id TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    type_code TEXT NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    division TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_organization PRIMARY KEY (id),
    CONSTRAINT uq_organization_code UNIQUE (code)
);

CREATE TABLE parked (
    peer TEXT NOT NULL,
    fhir_type TEXT NOT NULL,
    fhir_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    code TEXT NOT NULL,
    facts TEXT NOT NULL,
    at TEXT NOT NULL,
    CONSTRAINT pk_parked PRIMARY KEY (peer, fhir_type, fhir_id)
);

CREATE TABLE peer (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    epoch TEXT,
    dialect TEXT,
    cursor TEXT,
    sent_seq INTEGER DEFAULT '0' NOT NULL,
    clock_offset_ms INTEGER,
    secret TEXT DEFAULT '' NOT NULL,
    added_at TEXT NOT NULL,
    last_ok_at TEXT,
    report TEXT DEFAULT '{}' NOT NULL,
    compared TEXT DEFAULT '{}' NOT NULL,
    CONSTRAINT pk_peer PRIMARY KEY (id)
);

CREATE TABLE peer_record (
    peer TEXT NOT NULL,
    fhir_type TEXT NOT NULL,
    fhir_id TEXT NOT NULL,
    remote_id TEXT,
    etag TEXT,
    hash TEXT DEFAULT '' NOT NULL,
    base BLOB,
    answered_seq INTEGER DEFAULT '0' NOT NULL,
    acked_at TEXT,
    CONSTRAINT pk_peer_record PRIMARY KEY (peer, fhir_type, fhir_id)
)
 WITHOUT ROWID;

CREATE INDEX ix_peer_record_remote_id ON peer_record (peer, fhir_type, remote_id) WHERE remote_id != fhir_id;

CREATE TABLE person (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth TEXT,
    deceased TEXT,
    householder TEXT DEFAULT '' NOT NULL,
    division TEXT DEFAULT '' NOT NULL,
    village TEXT DEFAULT '' NOT NULL,
    village_group TEXT DEFAULT '' NOT NULL,
    address TEXT DEFAULT '' NOT NULL,
    identifiers TEXT NOT NULL,
    phones TEXT NOT NULL,
    temporary_reason TEXT DEFAULT '' NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (id)
);

CREATE TABLE raw_frame (
    id INTEGER NOT NULL,
    device TEXT NOT NULL,
    driver TEXT NOT NULL,
    channel TEXT NOT NULL,
    data BLOB NOT NULL,
    received_at TEXT NOT NULL,
    refused TEXT,
    CONSTRAINT pk_raw_frame PRIMARY KEY (id)
);

CREATE INDEX ix_raw_frame_received_at ON raw_frame (received_at);

CREATE TABLE reading (
    reading_key TEXT NOT NULL,
    frame INTEGER NOT NULL,
    device TEXT NOT NULL,
    driver TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    received_at TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    person TEXT,
    encounter TEXT,
    measurement TEXT,
    handled_by TEXT,
    handled_at TEXT,
    seconds_shown BOOLEAN DEFAULT '0' NOT NULL,
    CONSTRAINT pk_reading PRIMARY KEY (reading_key),
    CONSTRAINT ck_reading_state_known CHECK (state IN ('attached', 'unclaimed', 'set_aside')),
    CONSTRAINT ck_reading_seconds_shown_is_flag CHECK (seconds_shown IN (0, 1))
);

CREATE INDEX ix_reading_device_seconds_shown ON reading (device, seconds_shown);

CREATE INDEX ix_reading_state_received_at ON reading (state, received_at);

CREATE TABLE receipt (
    id INTEGER NOT NULL,
    peer TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    at TEXT NOT NULL,
    CONSTRAINT pk_receipt PRIMARY KEY (id)
);

CREATE TABLE role (
    name TEXT NOT NULL,
    permissions TEXT NOT NULL,
    working_page TEXT NOT NULL,
    CONSTRAINT pk_role PRIMARY KEY (name)
);

CREATE TABLE rule_pack (
    id TEXT NOT NULL,
    pack TEXT NOT NULL,
    version TEXT NOT NULL,
    title TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    signed_by TEXT NOT NULL,
    body BLOB NOT NULL,
    taken_at TEXT NOT NULL,
    taken_by TEXT NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_rule_pack PRIMARY KEY (id)
);

CREATE TABLE rule_pack_offer (
    id TEXT NOT NULL,
    peer TEXT NOT NULL,
    title TEXT NOT NULL,
    binary TEXT DEFAULT '' NOT NULL,
    body BLOB,
    at TEXT NOT NULL,
    CONSTRAINT pk_rule_pack_offer PRIMARY KEY (id)
);

CREATE TABLE set_aside (
    id INTEGER NOT NULL,
    peer TEXT NOT NULL,
    code TEXT NOT NULL,
    facts TEXT NOT NULL,
    at TEXT NOT NULL,
    seen_at TEXT,
    CONSTRAINT pk_set_aside PRIMARY KEY (id)
);

CREATE TABLE setting (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY ("key")
);

CREATE TABLE sheet_tally (
    signed_at TEXT NOT NULL,
    prescription TEXT NOT NULL,
    prescriber TEXT NOT NULL,
    state TEXT NOT NULL,
    lines INTEGER NOT NULL,
    drugs TEXT NOT NULL,
    overrides TEXT NOT NULL,
    doubted BOOLEAN DEFAULT '0' NOT NULL,
    refused BOOLEAN DEFAULT '0' NOT NULL,
    answered BOOLEAN DEFAULT '0' NOT NULL,
    minutes FLOAT,
    CONSTRAINT pk_sheet_tally PRIMARY KEY (signed_at, prescription),
    CONSTRAINT ck_sheet_tally_doubted_is_flag CHECK (doubted IN (0, 1)),
    CONSTRAINT ck_sheet_tally_refused_is_flag CHECK (refused IN (0, 1)),
    CONSTRAINT ck_sheet_tally_answered_is_flag CHECK (answered IN (0, 1))
)
 WITHOUT ROWID;

CREATE TABLE signing_certificate (
    id TEXT NOT NULL,
    account TEXT DEFAULT '' NOT NULL,
    certificate BLOB NOT NULL,
    chain BLOB,
    sealed_key BLOB,
    made_at TEXT NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_signing_certificate PRIMARY KEY (id)
);

CREATE TABLE stock_move (
    id TEXT NOT NULL,
    drug TEXT NOT NULL,
    batch TEXT NOT NULL,
    expiry TEXT,
    kind TEXT NOT NULL,
    pieces INTEGER NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    dispense TEXT,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_stock_move PRIMARY KEY (id)
);

CREATE INDEX ix_stock_move_at ON stock_move (at);

CREATE INDEX ix_stock_move_dispense ON stock_move (dispense);

CREATE INDEX ix_stock_move_drug_at_pieces ON stock_move (drug, at, pieces);

CREATE INDEX ix_stock_move_drug_batch_pieces ON stock_move (drug, batch, pieces);

CREATE TABLE allergy (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    text TEXT NOT NULL,
    token TEXT DEFAULT '' NOT NULL,
    reaction TEXT DEFAULT '' NOT NULL,
    severity TEXT DEFAULT '' NOT NULL,
    source TEXT DEFAULT '' NOT NULL,
    clinical_status TEXT NOT NULL,
    verification TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_allergy PRIMARY KEY (id),
    CONSTRAINT fk_allergy_person FOREIGN KEY(person) REFERENCES person (id)
);

CREATE INDEX ix_allergy_person ON allergy (person);

CREATE TABLE ecg_waiting_lead (
    "key" TEXT NOT NULL,
    n INTEGER NOT NULL,
    lead TEXT NOT NULL,
    count INTEGER NOT NULL,
    body BLOB NOT NULL,
    CONSTRAINT pk_ecg_waiting_lead PRIMARY KEY ("key", n),
    CONSTRAINT fk_ecg_waiting_lead_key FOREIGN KEY("key") REFERENCES ecg_waiting ("key")
)
 WITHOUT ROWID;

CREATE TABLE fact (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    answer TEXT NOT NULL,
    at TEXT NOT NULL,
    source TEXT DEFAULT '' NOT NULL,
    recorded_by TEXT,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_fact PRIMARY KEY (id),
    CONSTRAINT ck_fact_answer_known CHECK (answer IN ('yes', 'no', 'not_asked')),
    CONSTRAINT fk_fact_person FOREIGN KEY(person) REFERENCES person (id)
);

CREATE INDEX ix_fact_person_kind_at ON fact (person, kind, at);

CREATE TABLE formulary_batch (
    drug TEXT NOT NULL,
    number TEXT NOT NULL,
    expiry TEXT,
    stock INTEGER NOT NULL,
    CONSTRAINT pk_formulary_batch PRIMARY KEY (drug, number),
    CONSTRAINT fk_formulary_batch_drug FOREIGN KEY(drug) REFERENCES formulary (drug)
);

CREATE TABLE person_key (
    kind TEXT NOT NULL,
    "key" TEXT NOT NULL,
    person TEXT NOT NULL,
    CONSTRAINT pk_person_key PRIMARY KEY (kind, "key", person),
    CONSTRAINT fk_person_key_person FOREIGN KEY(person) REFERENCES person (id)
)
 WITHOUT ROWID;

CREATE INDEX ix_person_key_person ON person_key (person);

CREATE TABLE person_link (
    id TEXT NOT NULL,
    a TEXT NOT NULL,
    b TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    undone_at TEXT,
    undone_by TEXT,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_person_link PRIMARY KEY (id),
    CONSTRAINT fk_person_link_a FOREIGN KEY(a) REFERENCES person (id),
    CONSTRAINT fk_person_link_b FOREIGN KEY(b) REFERENCES person (id)
);

CREATE INDEX ix_person_link_a ON person_link (a);

CREATE INDEX ix_person_link_b ON person_link (b);

CREATE TABLE practitioner (
    id TEXT NOT NULL,
    organization TEXT NOT NULL,
    staff_no TEXT NOT NULL,
    name TEXT NOT NULL,
    licence_no TEXT DEFAULT '' NOT NULL,
    title TEXT DEFAULT '' NOT NULL,
    may_prescribe BOOLEAN DEFAULT '0' NOT NULL,
    narcotic_right BOOLEAN DEFAULT '0' NOT NULL,
    antibiotic_tier TEXT NOT NULL,
    rights_from TEXT,
    rights_to TEXT,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_practitioner PRIMARY KEY (id),
    CONSTRAINT fk_practitioner_organization FOREIGN KEY(organization) REFERENCES organization (id),
    CONSTRAINT ck_practitioner_may_prescribe_is_flag CHECK (may_prescribe IN (0, 1)),
    CONSTRAINT ck_practitioner_narcotic_right_is_flag CHECK (narcotic_right IN (0, 1))
);

CREATE TABLE account (
    id TEXT NOT NULL,
    login TEXT NOT NULL,
    practitioner TEXT NOT NULL,
    role TEXT NOT NULL,
    public_key TEXT DEFAULT '' NOT NULL,
    created_at TEXT NOT NULL,
    disabled_at TEXT,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT uq_account_login UNIQUE (login),
    CONSTRAINT fk_account_practitioner FOREIGN KEY(practitioner) REFERENCES practitioner (id),
    CONSTRAINT fk_account_role FOREIGN KEY(role) REFERENCES role (name)
);

CREATE TABLE contact (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    about TEXT NOT NULL,
    way TEXT NOT NULL,
    outcome TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    next_on TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_contact PRIMARY KEY (id),
    CONSTRAINT fk_contact_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_contact_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_contact_person_at ON contact (person, at);

CREATE TABLE contract (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    team TEXT NOT NULL,
    packages TEXT NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    signed_by TEXT NOT NULL,
    form TEXT NOT NULL,
    consents TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    renews TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_contract PRIMARY KEY (id),
    CONSTRAINT fk_contract_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_contract_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_contract_last_on ON contract (last_on);

CREATE INDEX ix_contract_person ON contract (person);

CREATE TABLE device_check (
    id TEXT NOT NULL,
    device TEXT NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT,
    until TEXT DEFAULT '' NOT NULL,
    batch TEXT DEFAULT '' NOT NULL,
    ranges TEXT DEFAULT '[]' NOT NULL,
    level TEXT DEFAULT '' NOT NULL,
    low TEXT DEFAULT '' NOT NULL,
    high TEXT DEFAULT '' NOT NULL,
    value TEXT DEFAULT '' NOT NULL,
    outcome TEXT DEFAULT '' NOT NULL,
    reading_key TEXT DEFAULT '' NOT NULL,
    replaces TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_device_check PRIMARY KEY (id),
    CONSTRAINT fk_device_check_device FOREIGN KEY(device) REFERENCES device (id),
    CONSTRAINT fk_device_check_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_device_check_device_at ON device_check (device, at);

CREATE TABLE encounter (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    status TEXT NOT NULL,
    kind TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    triaged_at TEXT,
    started_at TEXT,
    finished_at TEXT,
    practitioner TEXT,
    seat TEXT DEFAULT '' NOT NULL,
    urgent BOOLEAN DEFAULT '0' NOT NULL,
    held BOOLEAN DEFAULT '0' NOT NULL,
    proxy BOOLEAN DEFAULT '0' NOT NULL,
    identified_by TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    paper TEXT DEFAULT '' NOT NULL,
    entered_at TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_encounter PRIMARY KEY (id),
    CONSTRAINT ck_encounter_status_known CHECK (status IN ('arrived', 'triaged', 'in-progress', 'finished', 'cancelled', 'entered-in-error')),
    CONSTRAINT fk_encounter_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_encounter_practitioner FOREIGN KEY(practitioner) REFERENCES practitioner (id),
    CONSTRAINT ck_encounter_urgent_is_flag CHECK (urgent IN (0, 1)),
    CONSTRAINT ck_encounter_held_is_flag CHECK (held IN (0, 1)),
    CONSTRAINT ck_encounter_proxy_is_flag CHECK (proxy IN (0, 1))
);

CREATE INDEX ix_encounter_opened_at ON encounter (opened_at, person, status);

CREATE INDEX ix_encounter_person ON encounter (person);

CREATE TABLE enrolment (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    programme TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    basis TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    closed_on TEXT DEFAULT '' NOT NULL,
    closing TEXT DEFAULT '' NOT NULL,
    closed_by TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_enrolment PRIMARY KEY (id),
    CONSTRAINT fk_enrolment_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_enrolment_opened_by FOREIGN KEY(opened_by) REFERENCES practitioner (id)
);

CREATE INDEX ix_enrolment_person ON enrolment (person);

CREATE INDEX ix_enrolment_programme_closed_on_person ON enrolment (programme, closed_on, person);

CREATE TABLE health_education (
    id TEXT NOT NULL,
    organization TEXT NOT NULL,
    held_on TEXT NOT NULL,
    place TEXT NOT NULL,
    kind TEXT NOT NULL,
    topic TEXT NOT NULL,
    organiser TEXT NOT NULL,
    speaker TEXT NOT NULL,
    audience TEXT NOT NULL,
    people INTEGER NOT NULL,
    materials TEXT NOT NULL,
    summary TEXT NOT NULL,
    assessment TEXT NOT NULL,
    filed TEXT NOT NULL,
    keeper TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    replaces TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_health_education PRIMARY KEY (id),
    CONSTRAINT fk_health_education_organization FOREIGN KEY(organization) REFERENCES organization (id),
    CONSTRAINT fk_health_education_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_health_education_held_on ON health_education (held_on);

CREATE TABLE measure_report (
    id TEXT NOT NULL,
    organization TEXT NOT NULL,
    measure TEXT NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    numerator INTEGER NOT NULL,
    denominator INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_measure_report PRIMARY KEY (id),
    CONSTRAINT fk_measure_report_organization FOREIGN KEY(organization) REFERENCES organization (id),
    CONSTRAINT fk_measure_report_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_measure_report_organization_last_on ON measure_report (organization, last_on);

CREATE TABLE outside_medicine (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    medicine TEXT NOT NULL,
    drug TEXT DEFAULT '' NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    taking TEXT NOT NULL,
    "by" TEXT,
    at TEXT NOT NULL,
    code TEXT DEFAULT '' NOT NULL,
    place TEXT DEFAULT '' NOT NULL,
    single TEXT DEFAULT '' NOT NULL,
    unit TEXT DEFAULT '' NOT NULL,
    frequency TEXT DEFAULT '' NOT NULL,
    use TEXT DEFAULT '' NOT NULL,
    since TEXT DEFAULT '' NOT NULL,
    stopped TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_outside_medicine PRIMARY KEY (id),
    CONSTRAINT fk_outside_medicine_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_outside_medicine_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_outside_medicine_code ON outside_medicine (code);

CREATE INDEX ix_outside_medicine_medicine ON outside_medicine (medicine);

CREATE INDEX ix_outside_medicine_person_at ON outside_medicine (person, at);

CREATE TABLE plan_text (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    part TEXT NOT NULL,
    role TEXT NOT NULL,
    lines TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    template TEXT DEFAULT '' NOT NULL,
    replaces TEXT DEFAULT '[]' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_plan_text PRIMARY KEY (id),
    CONSTRAINT fk_plan_text_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_plan_text_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_plan_text_person ON plan_text (person);

CREATE TABLE practitioner_role (
    id TEXT NOT NULL,
    practitioner TEXT NOT NULL,
    organization TEXT NOT NULL,
    role TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_practitioner_role PRIMARY KEY (id),
    CONSTRAINT fk_practitioner_role_practitioner FOREIGN KEY(practitioner) REFERENCES practitioner (id),
    CONSTRAINT fk_practitioner_role_organization FOREIGN KEY(organization) REFERENCES organization (id),
    CONSTRAINT fk_practitioner_role_role FOREIGN KEY(role) REFERENCES role (name)
);

CREATE INDEX ix_practitioner_role_practitioner ON practitioner_role (practitioner);

CREATE TABLE rx_sample (
    id TEXT NOT NULL,
    month TEXT NOT NULL,
    organization TEXT NOT NULL,
    seed TEXT NOT NULL,
    population INTEGER NOT NULL,
    sheets TEXT NOT NULL,
    practitioner TEXT NOT NULL,
    at TEXT NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_rx_sample PRIMARY KEY (id),
    CONSTRAINT fk_rx_sample_organization FOREIGN KEY(organization) REFERENCES organization (id),
    CONSTRAINT fk_rx_sample_practitioner FOREIGN KEY(practitioner) REFERENCES practitioner (id)
);

CREATE INDEX ix_rx_sample_month ON rx_sample (month);

CREATE TABLE rx_template (
    id TEXT NOT NULL,
    organization TEXT NOT NULL,
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    icd10 TEXT DEFAULT '' NOT NULL,
    diagnosis TEXT DEFAULT '' NOT NULL,
    lines TEXT NOT NULL,
    herbs TEXT DEFAULT '[]' NOT NULL,
    decoction TEXT DEFAULT 'null' NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    replaces TEXT DEFAULT '[]' NOT NULL,
    gone BOOLEAN DEFAULT '0' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_rx_template PRIMARY KEY (id),
    CONSTRAINT ck_rx_template_scope_known CHECK (scope IN ('own', 'site')),
    CONSTRAINT fk_rx_template_organization FOREIGN KEY(organization) REFERENCES organization (id),
    CONSTRAINT fk_rx_template_by FOREIGN KEY("by") REFERENCES practitioner (id),
    CONSTRAINT ck_rx_template_gone_is_flag CHECK (gone IN (0, 1))
);

CREATE INDEX ix_rx_template_organization_scope_by ON rx_template (organization, scope, "by");

CREATE TABLE supply_request (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    encounter TEXT NOT NULL,
    prescription TEXT NOT NULL,
    line TEXT NOT NULL,
    drug TEXT NOT NULL,
    name TEXT NOT NULL,
    pieces INTEGER NOT NULL,
    piece TEXT NOT NULL,
    way TEXT NOT NULL,
    contact TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    consent TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    clinic TEXT DEFAULT '' NOT NULL,
    pharmacy TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_supply_request PRIMARY KEY (id),
    CONSTRAINT fk_supply_request_requested_by FOREIGN KEY(requested_by) REFERENCES practitioner (id)
);

CREATE INDEX ix_supply_request_person ON supply_request (person);

CREATE INDEX ix_supply_request_prescription ON supply_request (prescription);

CREATE INDEX ix_supply_request_requested_at ON supply_request (requested_at);

CREATE TABLE trip (
    id TEXT NOT NULL,
    day TEXT NOT NULL,
    village TEXT NOT NULL,
    seats TEXT NOT NULL,
    people TEXT NOT NULL,
    free INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_trip PRIMARY KEY (id),
    CONSTRAINT fk_trip_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_trip_day ON trip (day);

CREATE TABLE arming (
    id TEXT NOT NULL,
    device TEXT NOT NULL,
    person TEXT NOT NULL,
    encounter TEXT,
    seat TEXT NOT NULL,
    account TEXT NOT NULL,
    identified_by TEXT NOT NULL,
    armed_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    disarmed_at TEXT,
    disarmed_why TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_arming PRIMARY KEY (id),
    CONSTRAINT fk_arming_device FOREIGN KEY(device) REFERENCES device (id),
    CONSTRAINT fk_arming_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_arming_encounter FOREIGN KEY(encounter) REFERENCES encounter (id)
);

CREATE INDEX ix_arming_device_expires_at ON arming (device, expires_at);

CREATE UNIQUE INDEX uq_arming_device ON arming (device) WHERE disarmed_at IS NULL;

CREATE TABLE condition (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    encounter TEXT,
    icd10 TEXT NOT NULL,
    display TEXT NOT NULL,
    cn_code TEXT DEFAULT '' NOT NULL,
    clinical_status TEXT NOT NULL,
    verification TEXT NOT NULL,
    onset TEXT,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_condition PRIMARY KEY (id),
    CONSTRAINT fk_condition_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_condition_encounter FOREIGN KEY(encounter) REFERENCES encounter (id)
);

CREATE INDEX ix_condition_person ON condition (person);

CREATE TABLE contract_step (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    contract TEXT NOT NULL,
    "end" TEXT NOT NULL,
    ended_on TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_contract_step PRIMARY KEY (id),
    CONSTRAINT fk_contract_step_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_contract_step_contract FOREIGN KEY(contract) REFERENCES contract (id),
    CONSTRAINT fk_contract_step_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_contract_step_contract ON contract_step (contract);

CREATE INDEX ix_contract_step_person ON contract_step (person);

CREATE TABLE ecg_recording (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    encounter TEXT,
    device TEXT,
    started_at TEXT NOT NULL,
    leads TEXT NOT NULL,
    hz INTEGER NOT NULL,
    nv_per_lsb INTEGER NOT NULL,
    seconds INTEGER DEFAULT '0' NOT NULL,
    status TEXT NOT NULL,
    quality TEXT DEFAULT '' NOT NULL,
    heart_rate INTEGER,
    sha256 TEXT DEFAULT '' NOT NULL,
    taken_by TEXT,
    stopped_at TEXT,
    error_reason TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_ecg_recording PRIMARY KEY (id),
    CONSTRAINT fk_ecg_recording_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_ecg_recording_encounter FOREIGN KEY(encounter) REFERENCES encounter (id),
    CONSTRAINT fk_ecg_recording_device FOREIGN KEY(device) REFERENCES device (id)
);

CREATE INDEX ix_ecg_recording_person ON ecg_recording (person);

CREATE TABLE encounter_participant (
    encounter TEXT NOT NULL,
    practitioner TEXT NOT NULL,
    at TEXT NOT NULL,
    CONSTRAINT pk_encounter_participant PRIMARY KEY (encounter, practitioner),
    CONSTRAINT fk_encounter_participant_encounter FOREIGN KEY(encounter) REFERENCES encounter (id),
    CONSTRAINT fk_encounter_participant_practitioner FOREIGN KEY(practitioner) REFERENCES practitioner (id)
)
 WITHOUT ROWID;

CREATE TABLE filled_form (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    encounter TEXT,
    form TEXT NOT NULL,
    version INTEGER NOT NULL,
    day TEXT NOT NULL,
    "values" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    status TEXT NOT NULL,
    replaces TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    way TEXT DEFAULT '' NOT NULL,
    control TEXT DEFAULT '' NOT NULL,
    next_on TEXT DEFAULT '' NOT NULL,
    systolic TEXT DEFAULT '' NOT NULL,
    diastolic TEXT DEFAULT '' NOT NULL,
    fasting TEXT DEFAULT '' NOT NULL,
    refer_reason TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_filled_form PRIMARY KEY (id),
    CONSTRAINT ck_filled_form_status_known CHECK (status IN ('completed', 'entered-in-error')),
    CONSTRAINT fk_filled_form_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_filled_form_encounter FOREIGN KEY(encounter) REFERENCES encounter (id),
    CONSTRAINT fk_filled_form_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_filled_form_counted ON filled_form (form, status, day, at, person, way, systolic, diastolic, fasting);

CREATE INDEX ix_filled_form_due ON filled_form (form, status, day, at, person, next_on);

CREATE INDEX ix_filled_form_encounter ON filled_form (encounter);

CREATE INDEX ix_filled_form_newest ON filled_form (person, form, status, day, at);

CREATE TABLE measurement (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    encounter TEXT,
    kind TEXT NOT NULL,
    "values" TEXT NOT NULL,
    measured_at TEXT NOT NULL,
    time_basis TEXT NOT NULL,
    source TEXT NOT NULL,
    status TEXT NOT NULL,
    device TEXT,
    device_time TEXT,
    clock_offset_s FLOAT,
    reading_key TEXT,
    context TEXT DEFAULT '' NOT NULL,
    arm TEXT DEFAULT '' NOT NULL,
    flags TEXT DEFAULT '[]' NOT NULL,
    critical BOOLEAN DEFAULT '0' NOT NULL,
    derived_from TEXT DEFAULT '[]' NOT NULL,
    replaces TEXT,
    taken_by TEXT,
    recorded_at TEXT NOT NULL,
    error_reason TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_measurement PRIMARY KEY (id),
    CONSTRAINT ck_measurement_status_known CHECK (status IN ('final', 'entered-in-error')),
    CONSTRAINT ck_measurement_source_known CHECK (source IN ('device', 'manual', 'home')),
    CONSTRAINT fk_measurement_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_measurement_encounter FOREIGN KEY(encounter) REFERENCES encounter (id),
    CONSTRAINT fk_measurement_device FOREIGN KEY(device) REFERENCES device (id),
    CONSTRAINT ck_measurement_critical_is_flag CHECK (critical IN (0, 1))
);

CREATE INDEX ix_measurement_critical ON measurement (recorded_at) WHERE critical = 1;

CREATE INDEX ix_measurement_encounter ON measurement (encounter);

CREATE INDEX ix_measurement_home ON measurement (measured_at) WHERE source = 'home' AND status = 'final';

CREATE INDEX ix_measurement_person_kind_measured_at ON measurement (person, kind, measured_at);

CREATE UNIQUE INDEX uq_measurement_reading ON measurement (reading_key) WHERE status = 'final' AND reading_key IS NOT NULL;

CREATE TABLE paper_sheet (
    id TEXT NOT NULL,
    seat TEXT NOT NULL,
    reserved_at TEXT NOT NULL,
    reserved_by TEXT DEFAULT '' NOT NULL,
    person TEXT,
    encounter TEXT,
    happened_at TEXT DEFAULT '' NOT NULL,
    entered_at TEXT DEFAULT '' NOT NULL,
    entered_by TEXT DEFAULT '' NOT NULL,
    spoiled TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_paper_sheet PRIMARY KEY (id),
    CONSTRAINT fk_paper_sheet_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_paper_sheet_encounter FOREIGN KEY(encounter) REFERENCES encounter (id)
);

CREATE INDEX ix_paper_sheet_entered_at_spoiled ON paper_sheet (entered_at, spoiled);

CREATE TABLE prescription (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    encounter TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    number TEXT,
    payment TEXT NOT NULL,
    long_term BOOLEAN DEFAULT '0' NOT NULL,
    extend_reason TEXT DEFAULT '' NOT NULL,
    diagnoses TEXT NOT NULL,
    overrides TEXT DEFAULT '[]' NOT NULL,
    review TEXT DEFAULT '{}' NOT NULL,
    prescriber TEXT,
    signed_at TEXT,
    valid_until TEXT,
    document BLOB,
    hash TEXT,
    prev_hash TEXT,
    signature TEXT,
    public_key TEXT,
    based_on TEXT,
    cancelled_at TEXT,
    cancel_reason TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_prescription PRIMARY KEY (id),
    CONSTRAINT fk_prescription_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_prescription_encounter FOREIGN KEY(encounter) REFERENCES encounter (id),
    CONSTRAINT uq_prescription_number UNIQUE (number),
    CONSTRAINT ck_prescription_long_term_is_flag CHECK (long_term IN (0, 1)),
    CONSTRAINT fk_prescription_prescriber FOREIGN KEY(prescriber) REFERENCES practitioner (id)
);

CREATE INDEX ix_prescription_encounter ON prescription (encounter);

CREATE INDEX ix_prescription_person ON prescription (person);

CREATE INDEX ix_prescription_prev_hash ON prescription (prev_hash);

CREATE INDEX ix_prescription_signed_at ON prescription (signed_at);

CREATE INDEX ix_prescription_state_signed_at ON prescription (state, signed_at);

CREATE TABLE skin_test (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    encounter TEXT,
    drug TEXT NOT NULL,
    name TEXT NOT NULL,
    batch TEXT NOT NULL,
    concentration TEXT NOT NULL,
    site TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    adrenaline TEXT DEFAULT '' NOT NULL,
    without TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_skin_test PRIMARY KEY (id),
    CONSTRAINT fk_skin_test_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_skin_test_encounter FOREIGN KEY(encounter) REFERENCES encounter (id),
    CONSTRAINT fk_skin_test_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_skin_test_at ON skin_test (at);

CREATE INDEX ix_skin_test_person_at ON skin_test (person, at);

CREATE TABLE supply_step (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    request TEXT NOT NULL,
    status TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    receiver TEXT DEFAULT '' NOT NULL,
    carrier TEXT DEFAULT '' NOT NULL,
    waybill TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    "to" TEXT DEFAULT '' NOT NULL,
    taken TEXT DEFAULT '[]' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_supply_step PRIMARY KEY (id),
    CONSTRAINT fk_supply_step_request FOREIGN KEY(request) REFERENCES supply_request (id),
    CONSTRAINT fk_supply_step_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_supply_step_request ON supply_step (request);

CREATE TABLE trip_return (
    id TEXT NOT NULL,
    trip TEXT NOT NULL,
    seat TEXT NOT NULL,
    unclaimed INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_trip_return PRIMARY KEY (id),
    CONSTRAINT fk_trip_return_trip FOREIGN KEY(trip) REFERENCES trip (id),
    CONSTRAINT fk_trip_return_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_trip_return_trip ON trip_return (trip);

CREATE TABLE correction (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    type TEXT NOT NULL,
    ref TEXT NOT NULL,
    encounter TEXT,
    account TEXT,
    prescription TEXT,
    reason TEXT NOT NULL,
    made_at TEXT NOT NULL,
    closed_at TEXT,
    closed_by TEXT DEFAULT '' NOT NULL,
    outcome TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_correction PRIMARY KEY (id),
    CONSTRAINT fk_correction_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_correction_encounter FOREIGN KEY(encounter) REFERENCES encounter (id),
    CONSTRAINT fk_correction_account FOREIGN KEY(account) REFERENCES account (id),
    CONSTRAINT fk_correction_prescription FOREIGN KEY(prescription) REFERENCES prescription (id)
);

CREATE INDEX ix_correction_account_closed_at ON correction (account, closed_at);

CREATE TABLE critical_step (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    measurement TEXT NOT NULL,
    act TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    told TEXT DEFAULT '' NOT NULL,
    read_back TEXT DEFAULT '' NOT NULL,
    action TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_critical_step PRIMARY KEY (id),
    CONSTRAINT fk_critical_step_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_critical_step_measurement FOREIGN KEY(measurement) REFERENCES measurement (id),
    CONSTRAINT fk_critical_step_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_critical_step_measurement ON critical_step (measurement);

CREATE INDEX ix_critical_step_person_at ON critical_step (person, at);

CREATE TABLE ecg_chunk (
    recording TEXT NOT NULL,
    lead INTEGER NOT NULL,
    n INTEGER NOT NULL,
    count INTEGER NOT NULL,
    body BLOB NOT NULL,
    sha256 TEXT NOT NULL,
    CONSTRAINT pk_ecg_chunk PRIMARY KEY (recording, lead, n),
    CONSTRAINT fk_ecg_chunk_recording FOREIGN KEY(recording) REFERENCES ecg_recording (id)
)
 WITHOUT ROWID;

CREATE TABLE ecg_live (
    recording TEXT NOT NULL,
    lead INTEGER NOT NULL,
    second INTEGER NOT NULL,
    samples BLOB NOT NULL,
    CONSTRAINT pk_ecg_live PRIMARY KEY (recording, lead, second),
    CONSTRAINT fk_ecg_live_recording FOREIGN KEY(recording) REFERENCES ecg_recording (id)
)
 WITHOUT ROWID;

CREATE TABLE encounter_diagnosis (
    encounter TEXT NOT NULL,
    condition TEXT NOT NULL,
    rank INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_encounter_diagnosis PRIMARY KEY (encounter, condition),
    CONSTRAINT fk_encounter_diagnosis_encounter FOREIGN KEY(encounter) REFERENCES encounter (id),
    CONSTRAINT fk_encounter_diagnosis_condition FOREIGN KEY(condition) REFERENCES condition (id)
)
 WITHOUT ROWID;

CREATE TABLE late_call (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    prescription TEXT NOT NULL,
    prescriber TEXT NOT NULL,
    news TEXT NOT NULL,
    code TEXT NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    source TEXT NOT NULL,
    drugs TEXT DEFAULT '[]' NOT NULL,
    facts TEXT DEFAULT '{}' NOT NULL,
    made_at TEXT NOT NULL,
    closed_at TEXT,
    closed_by TEXT DEFAULT '' NOT NULL,
    outcome TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_late_call PRIMARY KEY (id),
    CONSTRAINT fk_late_call_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_late_call_prescription FOREIGN KEY(prescription) REFERENCES prescription (id)
);

CREATE INDEX ix_late_call_closed_at ON late_call (closed_at);

CREATE TABLE prescription_line (
    id TEXT NOT NULL,
    prescription TEXT NOT NULL,
    person TEXT NOT NULL,
    n INTEGER NOT NULL,
    drug TEXT NOT NULL,
    name TEXT NOT NULL,
    form TEXT NOT NULL,
    strength TEXT NOT NULL,
    single TEXT NOT NULL,
    dose_unit TEXT NOT NULL,
    frequency TEXT NOT NULL,
    per_day TEXT NOT NULL,
    route TEXT NOT NULL,
    days INTEGER NOT NULL,
    quantity TEXT NOT NULL,
    quantity_unit TEXT NOT NULL,
    skin_test TEXT DEFAULT '' NOT NULL,
    as_needed TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    price_fen INTEGER,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_prescription_line PRIMARY KEY (id),
    CONSTRAINT uq_prescription_line_prescription_n UNIQUE (prescription, n),
    CONSTRAINT fk_prescription_line_prescription FOREIGN KEY(prescription) REFERENCES prescription (id),
    CONSTRAINT fk_prescription_line_person FOREIGN KEY(person) REFERENCES person (id)
);

CREATE INDEX ix_prescription_line_prescription ON prescription_line (prescription);

CREATE TABLE printed_copy (
    id TEXT NOT NULL,
    prescription TEXT NOT NULL,
    person TEXT NOT NULL,
    copy_no INTEGER NOT NULL,
    printed_at TEXT NOT NULL,
    printed_by TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_printed_copy PRIMARY KEY (id),
    CONSTRAINT fk_printed_copy_prescription FOREIGN KEY(prescription) REFERENCES prescription (id),
    CONSTRAINT fk_printed_copy_person FOREIGN KEY(person) REFERENCES person (id)
);

CREATE INDEX ix_printed_copy_prescription ON printed_copy (prescription);

CREATE TABLE review_step (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    prescription TEXT NOT NULL,
    sheet_hash TEXT NOT NULL,
    act TEXT NOT NULL,
    practitioner TEXT NOT NULL,
    at TEXT NOT NULL,
    seen TEXT DEFAULT '[]' NOT NULL,
    objections TEXT DEFAULT '[]' NOT NULL,
    proposals TEXT DEFAULT '[]' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    new_sheet TEXT,
    outcome TEXT DEFAULT '' NOT NULL,
    document BLOB NOT NULL,
    hash TEXT NOT NULL,
    signature TEXT NOT NULL,
    public_key TEXT NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_review_step PRIMARY KEY (id),
    CONSTRAINT fk_review_step_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_review_step_prescription FOREIGN KEY(prescription) REFERENCES prescription (id),
    CONSTRAINT fk_review_step_practitioner FOREIGN KEY(practitioner) REFERENCES practitioner (id)
);

CREATE INDEX ix_review_step_prescription ON review_step (prescription);

CREATE TABLE rx_comment (
    id TEXT NOT NULL,
    sample TEXT NOT NULL,
    person TEXT NOT NULL,
    prescription TEXT NOT NULL,
    codes TEXT DEFAULT '[]' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    practitioner TEXT NOT NULL,
    at TEXT NOT NULL,
    document BLOB NOT NULL,
    hash TEXT NOT NULL,
    signature TEXT NOT NULL,
    public_key TEXT NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_rx_comment PRIMARY KEY (id),
    CONSTRAINT fk_rx_comment_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_rx_comment_prescription FOREIGN KEY(prescription) REFERENCES prescription (id),
    CONSTRAINT fk_rx_comment_practitioner FOREIGN KEY(practitioner) REFERENCES practitioner (id)
);

CREATE INDEX ix_rx_comment_prescription ON rx_comment (prescription);

CREATE INDEX ix_rx_comment_sample ON rx_comment (sample);

CREATE TABLE settlement (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    sheet TEXT NOT NULL,
    organization TEXT NOT NULL,
    way TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    reckoned_fen INTEGER,
    insured_fen INTEGER NOT NULL,
    number TEXT NOT NULL,
    reason TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    takes_back TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_settlement PRIMARY KEY (id),
    CONSTRAINT fk_settlement_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_settlement_sheet FOREIGN KEY(sheet) REFERENCES prescription (id),
    CONSTRAINT fk_settlement_organization FOREIGN KEY(organization) REFERENCES organization (id),
    CONSTRAINT fk_settlement_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_settlement_at ON settlement (at);

CREATE INDEX ix_settlement_sheet ON settlement (sheet);

CREATE TABLE skin_reading (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    test TEXT NOT NULL,
    result TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    diameter TEXT DEFAULT '' NOT NULL,
    flush BOOLEAN DEFAULT '0' NOT NULL,
    pseudopodia BOOLEAN DEFAULT '0' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_skin_reading PRIMARY KEY (id),
    CONSTRAINT fk_skin_reading_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_skin_reading_test FOREIGN KEY(test) REFERENCES skin_test (id),
    CONSTRAINT fk_skin_reading_by FOREIGN KEY("by") REFERENCES practitioner (id),
    CONSTRAINT ck_skin_reading_flush_is_flag CHECK (flush IN (0, 1)),
    CONSTRAINT ck_skin_reading_pseudopodia_is_flag CHECK (pseudopodia IN (0, 1))
);

CREATE INDEX ix_skin_reading_person ON skin_reading (person);

CREATE INDEX ix_skin_reading_test ON skin_reading (test);

CREATE TABLE skin_step (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    test TEXT NOT NULL,
    act TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    batch TEXT DEFAULT '' NOT NULL,
    minutes INTEGER DEFAULT '0' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_skin_step PRIMARY KEY (id),
    CONSTRAINT fk_skin_step_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_skin_step_test FOREIGN KEY(test) REFERENCES skin_test (id),
    CONSTRAINT fk_skin_step_by FOREIGN KEY("by") REFERENCES practitioner (id)
);

CREATE INDEX ix_skin_step_person ON skin_step (person);

CREATE INDEX ix_skin_step_test ON skin_step (test);

CREATE TABLE dispense (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    encounter TEXT NOT NULL,
    prescription TEXT NOT NULL,
    line TEXT NOT NULL,
    drug TEXT NOT NULL,
    name TEXT NOT NULL,
    batch TEXT NOT NULL,
    expiry TEXT,
    pieces INTEGER NOT NULL,
    piece TEXT NOT NULL,
    status TEXT NOT NULL,
    prepared_by TEXT NOT NULL,
    prepared_at TEXT NOT NULL,
    codes TEXT DEFAULT '[]' NOT NULL,
    handed_by TEXT,
    handed_at TEXT,
    reason TEXT DEFAULT '' NOT NULL,
    shelf TEXT DEFAULT '' NOT NULL,
    back_by TEXT,
    back_at TEXT,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_dispense PRIMARY KEY (id),
    CONSTRAINT fk_dispense_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_dispense_encounter FOREIGN KEY(encounter) REFERENCES encounter (id),
    CONSTRAINT fk_dispense_prescription FOREIGN KEY(prescription) REFERENCES prescription (id),
    CONSTRAINT fk_dispense_line FOREIGN KEY(line) REFERENCES prescription_line (id),
    CONSTRAINT fk_dispense_prepared_by FOREIGN KEY(prepared_by) REFERENCES practitioner (id),
    CONSTRAINT fk_dispense_handed_by FOREIGN KEY(handed_by) REFERENCES practitioner (id),
    CONSTRAINT fk_dispense_back_by FOREIGN KEY(back_by) REFERENCES practitioner (id)
);

CREATE INDEX ix_dispense_handed_at ON dispense (handed_at);

CREATE INDEX ix_dispense_person ON dispense (person);

CREATE INDEX ix_dispense_prescription ON dispense (prescription);

CREATE INDEX ix_dispense_status ON dispense (status);

CREATE TABLE rx_comment_answer (
    id TEXT NOT NULL,
    comment TEXT NOT NULL,
    person TEXT NOT NULL,
    prescription TEXT NOT NULL,
    act TEXT NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    practitioner TEXT NOT NULL,
    at TEXT NOT NULL,
    document BLOB NOT NULL,
    hash TEXT NOT NULL,
    signature TEXT NOT NULL,
    public_key TEXT NOT NULL,
    row_hash TEXT NOT NULL,
    CONSTRAINT pk_rx_comment_answer PRIMARY KEY (id),
    CONSTRAINT uq_rx_comment_answer_comment UNIQUE (comment),
    CONSTRAINT fk_rx_comment_answer_comment FOREIGN KEY(comment) REFERENCES rx_comment (id),
    CONSTRAINT fk_rx_comment_answer_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_rx_comment_answer_prescription FOREIGN KEY(prescription) REFERENCES prescription (id),
    CONSTRAINT fk_rx_comment_answer_practitioner FOREIGN KEY(practitioner) REFERENCES practitioner (id)
);

CREATE TABLE dispense_code (
    code TEXT NOT NULL,
    dispense TEXT NOT NULL,
    pieces INTEGER NOT NULL,
    product TEXT NOT NULL,
    drug TEXT NOT NULL,
    split BOOLEAN DEFAULT '0' NOT NULL,
    CONSTRAINT pk_dispense_code PRIMARY KEY (code, dispense),
    CONSTRAINT fk_dispense_code_dispense FOREIGN KEY(dispense) REFERENCES dispense (id),
    CONSTRAINT ck_dispense_code_split_is_flag CHECK (split IN (0, 1))
);

CREATE INDEX ix_dispense_code_dispense ON dispense_code (dispense);

CREATE INDEX ix_dispense_code_product ON dispense_code (product);

CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;

CREATE TRIGGER audit_is_final BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;

CREATE TRIGGER signed_is_final BEFORE UPDATE OF document, hash, prev_hash, signature, number, signed_at ON prescription
WHEN OLD.document IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a signed prescription is never changed'); END;

CREATE TRIGGER verdict_is_final BEFORE UPDATE ON review_step BEGIN SELECT RAISE(ABORT, 'a signed verdict is never changed'); END;

CREATE TRIGGER lot_is_final BEFORE UPDATE ON rx_sample BEGIN SELECT RAISE(ABORT, 'a lot is drawn once'); END;

CREATE TRIGGER comment_is_final BEFORE UPDATE ON rx_comment BEGIN SELECT RAISE(ABORT, 'what was found in a sheet is never changed'); END;

CREATE TRIGGER answer_is_final BEFORE UPDATE ON rx_comment_answer
BEGIN SELECT RAISE(ABORT, 'what was answered to a finding is never changed'); END;

CREATE TRIGGER settlement_is_final BEFORE UPDATE ON settlement
BEGIN SELECT RAISE(ABORT, 'a settlement is taken back by another record, never changed'); END;

CREATE TRIGGER ledger_is_kept BEFORE DELETE ON stock_move BEGIN SELECT RAISE(ABORT, 'rows of the ledger are never deleted'); END;

CREATE TRIGGER ledger_is_final BEFORE UPDATE ON stock_move BEGIN SELECT RAISE(ABORT, 'rows of the ledger are never changed'); END;

CREATE TRIGGER last_supply_of_a_line AFTER INSERT ON prescription_line WHEN NEW.as_needed = '' BEGIN
INSERT INTO last_supply (person, drug, name, days, prescription, number, signed_at, before_at, long_at, runs_out)
SELECT NEW.person, NEW.drug, NEW.name, NEW.days, id, number, signed_at, '', CASE WHEN long_term THEN signed_at ELSE '' END,
    julianday(signed_at) + NEW.days
FROM prescription WHERE id = NEW.prescription AND signed_at IS NOT NULL AND state IN ('signed', 'released', 'approved')
ON CONFLICT (person, drug) DO UPDATE SET before_at = max(before_at, min(signed_at, excluded.signed_at)),
    long_at = max(long_at, excluded.long_at), signed_at = max(signed_at, excluded.signed_at),
    name = iif(excluded.signed_at < signed_at, name, excluded.name), days = iif(excluded.signed_at < signed_at, days, excluded.days),
    prescription = iif(excluded.signed_at < signed_at, prescription, excluded.prescription),
    number = iif(excluded.signed_at < signed_at, number, excluded.number),
    runs_out = iif(excluded.signed_at < signed_at, runs_out, excluded.runs_out);
END;

CREATE TRIGGER last_supply_of_a_sheet AFTER UPDATE OF state ON prescription
WHEN (OLD.state IN ('signed', 'released', 'approved')) <> (NEW.state IN ('signed', 'released', 'approved')) BEGIN
DELETE FROM last_supply WHERE person = NEW.person AND drug IN (SELECT drug FROM prescription_line WHERE prescription = NEW.id);
INSERT INTO last_supply (person, drug, name, days, prescription, number, signed_at, before_at, long_at, runs_out)
SELECT person, drug, name, days, id, number, signed_at, before_at, long_at, julianday(signed_at) + days FROM (
    SELECT line.person, line.drug, line.name, line.days, sheet.id, sheet.number, sheet.signed_at,
        coalesce(lead(sheet.signed_at) OVER newest, '') AS before_at,
        coalesce(max(iif(sheet.long_term, sheet.signed_at, '')) OVER (PARTITION BY line.drug), '') AS long_at,
        row_number() OVER newest AS place
    FROM prescription AS sheet JOIN prescription_line AS line ON line.prescription = sheet.id
    WHERE sheet.person = NEW.person AND sheet.signed_at IS NOT NULL AND +sheet.state IN ('signed', 'released', 'approved')
        AND line.as_needed = '' AND line.drug IN (SELECT drug FROM prescription_line WHERE prescription = NEW.id)
    WINDOW newest AS (PARTITION BY line.drug ORDER BY sheet.signed_at DESC)
) WHERE place = 1;
END;

CREATE TRIGGER tally_of_a_sheet AFTER INSERT ON prescription
WHEN NEW.document IS NOT NULL AND NEW.signed_at IS NOT NULL AND NEW.prescriber IS NOT NULL BEGIN
INSERT INTO sheet_tally (signed_at, prescription, prescriber, state, lines, drugs, overrides)
SELECT NEW.signed_at, NEW.id, NEW.prescriber, NEW.state, count(*), json_group_array(drug), (
    SELECT json_group_array(json_extract(value, '$.code') || ' ' || json_extract(value, '$.reason_code')) FROM json_each(NEW.overrides)
) FROM prescription_line WHERE prescription = NEW.id;
END;

CREATE TRIGGER tally_of_a_late_document AFTER UPDATE OF document ON prescription
WHEN OLD.document IS NULL AND NEW.document IS NOT NULL AND NEW.signed_at IS NOT NULL AND NEW.prescriber IS NOT NULL BEGIN
INSERT INTO sheet_tally (signed_at, prescription, prescriber, state, lines, drugs, overrides)
SELECT NEW.signed_at, NEW.id, NEW.prescriber, NEW.state, count(*), json_group_array(drug), (
    SELECT json_group_array(json_extract(value, '$.code') || ' ' || json_extract(value, '$.reason_code')) FROM json_each(NEW.overrides)
) FROM prescription_line WHERE prescription = NEW.id;
END;

CREATE TRIGGER tally_of_a_line AFTER INSERT ON prescription_line BEGIN
UPDATE sheet_tally SET lines = lines + 1, drugs = json_insert(drugs, '$[#]', NEW.drug)
WHERE signed_at = (SELECT signed_at FROM prescription WHERE id = NEW.prescription) AND prescription = NEW.prescription;
END;

CREATE TRIGGER tally_of_a_state AFTER UPDATE OF state ON prescription WHEN OLD.state <> NEW.state BEGIN
UPDATE sheet_tally SET state = NEW.state WHERE signed_at = NEW.signed_at AND prescription = NEW.id;
END;

CREATE TRIGGER tally_of_a_verdict AFTER INSERT ON review_step WHEN NEW.act IN ('approved', 'returned', 'proposed', 'refused') BEGIN
UPDATE sheet_tally SET doubted = doubted OR NEW.act IN ('returned', 'proposed'), refused = refused OR NEW.act = 'refused',
    minutes = min(ifnull(minutes, 1e12), max(0, (julianday(NEW.at) - julianday(signed_at)) * 1440))
WHERE signed_at = (SELECT signed_at FROM prescription WHERE id = NEW.prescription AND hash = NEW.sheet_hash)
    AND prescription = NEW.prescription AND prescriber <> NEW.practitioner;
END;

CREATE TRIGGER tally_of_an_answer AFTER INSERT ON review_step WHEN NEW.act = 'accepted' BEGIN
UPDATE sheet_tally SET answered = 1
WHERE signed_at = (SELECT signed_at FROM prescription WHERE id = NEW.prescription) AND prescription = NEW.prescription;
END;
