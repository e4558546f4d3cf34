"""boto3_calls.py - an S3 client's calls, and what S3 answers to them.

usage: boto3_calls.py URL

Prints a line for each call that is answered otherwise, and how many were not.
"""
import sys
import urllib.error
import urllib.request
import zlib
from base64 import b64encode

import boto3
from botocore.client import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
CHECKS = []


def client(**config):
    return boto3.client(
        "s3", endpoint_url=URL, region_name="us-east-1",
        aws_access_key_id="any", aws_secret_access_key="any",
        config=Config(s3={"addressing_style": "path"},
                      retries={"max_attempts": 1}, **config))


S3 = client()


def check(function):
    CHECKS.append(function)
    return function


def refused(status, code, call, **kwargs):
    try:
        call(**kwargs)
    except ClientError as error:
        got = error.response["ResponseMetadata"]["HTTPStatusCode"]
        assert got == status, (got, error)
        assert error.response["Error"]["Code"] == code, error
        return error.response
    raise AssertionError(f"was not refused with {code}")


def put(bucket, key, body=b"hello", **kwargs):
    return S3.put_object(Bucket=bucket, Key=key, Body=body, **kwargs)


def read(bucket, key, **kwargs):
    return S3.get_object(Bucket=bucket, Key=key, **kwargs)["Body"].read()


@check
def metadata_and_headers_come_back(b):
    put(b, "m", Metadata={"one": "1", "Two": "zwei"}, CacheControl="max-age=1",
        ContentType="text/css", ContentDisposition="inline",
        ContentLanguage="de", ContentEncoding="br")
    head = S3.head_object(Bucket=b, Key="m")
    assert head["Metadata"] == {"one": "1", "two": "zwei"}, head
    assert head["CacheControl"] == "max-age=1"
    assert head["ContentType"] == "text/css"
    assert head["ContentEncoding"] == "br"
    assert head["ContentLanguage"] == "de"
    assert head["ContentLength"] == 5


@check
def a_put_replaces_metadata(b):
    put(b, "m", Metadata={"a": "1"})
    put(b, "m", Metadata={"b": "2"})
    assert S3.head_object(Bucket=b, Key="m")["Metadata"] == {"b": "2"}


@check
def ranges(b):
    put(b, "r", b"0123456789")
    for asked, part, whole in (("bytes=2-4", b"234", "bytes 2-4/10"),
                               ("bytes=7-", b"789", "bytes 7-9/10"),
                               ("bytes=-2", b"89", "bytes 8-9/10"),
                               ("bytes=0-100", b"0123456789", "bytes 0-9/10")):
        got = S3.get_object(Bucket=b, Key="r", Range=asked)
        assert got["Body"].read() == part, asked
        assert got["ContentRange"] == whole, got
        assert got["ResponseMetadata"]["HTTPStatusCode"] == 206
    refused(416, "InvalidRange", S3.get_object, Bucket=b, Key="r",
            Range="bytes=10-")


@check
def an_empty_object_has_no_range(b):
    put(b, "e", b"")
    refused(416, "InvalidRange", S3.get_object, Bucket=b, Key="e",
            Range="bytes=0-4")


@check
def conditional_gets(b):
    etag = put(b, "c")["ETag"]
    modified = S3.head_object(Bucket=b, Key="c")["LastModified"]
    assert read(b, "c", IfMatch=etag) == b"hello"
    assert read(b, "c", IfNoneMatch='"other"') == b"hello"
    refused(304, "304", S3.get_object, Bucket=b, Key="c", IfNoneMatch=etag)
    refused(304, "304", S3.get_object, Bucket=b, Key="c",
            IfModifiedSince=modified)
    refused(412, "PreconditionFailed", S3.get_object, Bucket=b, Key="c",
            IfMatch='"other"')
    refused(412, "PreconditionFailed", S3.get_object, Bucket=b, Key="c",
            IfUnmodifiedSince="Sat, 01 Jan 2000 00:00:00 GMT")


@check
def overrides_of_a_signed_get(b):
    put(b, "o")
    got = S3.get_object(Bucket=b, Key="o", ResponseContentType="foo/bar",
                        ResponseCacheControl="no-cache",
                        ResponseContentDisposition="bla",
                        ResponseContentLanguage="esperanto",
                        ResponseContentEncoding="aaa")
    assert got["ContentType"] == "foo/bar"
    assert got["CacheControl"] == "no-cache"
    assert got["ContentDisposition"] == "bla"
    assert got["ContentLanguage"] == "esperanto"
    assert got["ContentEncoding"] == "aaa"


@check
def copies(b):
    put(b, "from", b"body", Metadata={"k": "v"}, ContentType="a/b")
    S3.copy_object(Bucket=b, Key="to", CopySource=f"{b}/from")
    assert read(b, "to") == b"body"
    head = S3.head_object(Bucket=b, Key="to")
    assert head["Metadata"] == {"k": "v"} and head["ContentType"] == "a/b"
    S3.copy_object(Bucket=b, Key="to", CopySource={"Bucket": b, "Key": "from"},
                   Metadata={"n": "w"}, MetadataDirective="REPLACE",
                   ContentType="c/d")
    head = S3.head_object(Bucket=b, Key="to")
    assert head["Metadata"] == {"n": "w"} and head["ContentType"] == "c/d"
    refused(400, "InvalidRequest", S3.copy_object, Bucket=b, Key="from",
            CopySource=f"{b}/from")
    refused(404, "NoSuchKey", S3.copy_object, Bucket=b, Key="x",
            CopySource=f"{b}/none")
    refused(404, "NoSuchBucket", S3.copy_object, Bucket=b, Key="x",
            CopySource="nobody-has-this/none")
    for key in ("a b+c", "\u00e4/?versionId=x", " a"):
        put(b, key, b"odd")
        S3.copy_object(Bucket=b, Key="odd",
                       CopySource={"Bucket": b, "Key": key})
        assert read(b, "odd") == b"odd", key


@check
def conditional_copies(b):
    etag = put(b, "from")["ETag"]
    S3.copy_object(Bucket=b, Key="to", CopySource=f"{b}/from",
                   CopySourceIfMatch=etag)
    refused(412, "PreconditionFailed", S3.copy_object, Bucket=b, Key="to",
            CopySource=f"{b}/from", CopySourceIfNoneMatch=etag)
    refused(412, "PreconditionFailed", S3.copy_object, Bucket=b, Key="to",
            CopySource=f"{b}/from", CopySourceIfMatch='"x"')


@check
def many_deletions_at_once(b):
    for i in range(5):
        put(b, f"k{i}")
    got = S3.delete_objects(Bucket=b, Delete={
        "Objects": [{"Key": f"k{i}"} for i in range(4)] + [{"Key": "none"}]})
    assert len(got["Deleted"]) == 5, got
    got = S3.delete_objects(Bucket=b, Delete={"Objects": [{"Key": "k4"}],
                                              "Quiet": True})
    assert "Deleted" not in got, got
    assert "Contents" not in S3.list_objects_v2(Bucket=b)
    refused(400, "MalformedXML", S3.delete_objects, Bucket=b, Delete={
        "Objects": [{"Key": str(i)} for i in range(1001)]})


KEYS = ["asdf", "boo/bar", "boo/baz/xyzzy", "cquux/thud", "cquux/bla", "z z"]


@check
def listings_with_delimiter(b):
    for key in KEYS:
        put(b, key)
    for call in (S3.list_objects, S3.list_objects_v2):
        got = call(Bucket=b, Delimiter="/")
        assert [c["Key"] for c in got["Contents"]] == ["asdf", "z z"], got
        assert [p["Prefix"] for p in got["CommonPrefixes"]] == \
            ["boo/", "cquux/"], got
        got = call(Bucket=b, Delimiter="/", Prefix="boo/")
        assert [c["Key"] for c in got["Contents"]] == ["boo/bar"], got
        assert [p["Prefix"] for p in got["CommonPrefixes"]] == ["boo/baz/"]
        got = call(Bucket=b, EncodingType="url")
        assert [c["Key"] for c in got["Contents"]] == \
            sorted(k.replace(" ", "%20") for k in KEYS), got


@check
def listings_in_pages(b):
    for key in KEYS:
        put(b, key)
    seen, marker = [], ""
    while True:
        got = S3.list_objects(Bucket=b, MaxKeys=2, Marker=marker)
        seen += [c["Key"] for c in got["Contents"]]
        if not got["IsTruncated"]:
            break
        marker = seen[-1]
    assert seen == sorted(KEYS), seen
    pages = S3.get_paginator("list_objects_v2").paginate(
        Bucket=b, PaginationConfig={"PageSize": 1}, Delimiter="/")
    names = [c.get("Key") or c.get("Prefix") for page in pages
             for c in page.get("Contents", []) + page.get("CommonPrefixes", [])]
    assert names == ["asdf", "boo/", "cquux/", "z z"], names
    got = S3.list_objects_v2(Bucket=b, StartAfter="boo/baz/xyzzy")
    assert got["KeyCount"] == 3 and got["StartAfter"] == "boo/baz/xyzzy", got
    got = S3.list_objects_v2(Bucket=b, MaxKeys=0)
    assert got["KeyCount"] == 0 and not got["IsTruncated"], got
    got = S3.list_objects_v2(Bucket=b, FetchOwner=True)
    assert "Owner" in got["Contents"][0]


@check
def multipart_uploads(b):
    part = b"p" * (5 << 20)
    made = S3.create_multipart_upload(Bucket=b, Key="big", ContentType="x/y",
                                      Metadata={"m": "1"})
    upload = made["UploadId"]
    parts = [{"PartNumber": n, "ETag": S3.upload_part(
        Bucket=b, Key="big", UploadId=upload, PartNumber=n, Body=body)["ETag"]}
        for n, body in ((2, b"end"), (1, part))]
    parts.reverse()
    listed = S3.list_parts(Bucket=b, Key="big", UploadId=upload)
    assert [p["PartNumber"] for p in listed["Parts"]] == [1, 2], listed
    assert S3.list_multipart_uploads(Bucket=b)["Uploads"][0]["Key"] == "big"
    refused(404, "NoSuchKey", S3.get_object, Bucket=b, Key="big")
    done = S3.complete_multipart_upload(Bucket=b, Key="big", UploadId=upload,
                                        MultipartUpload={"Parts": parts})
    assert done["ETag"].endswith('-2"'), done
    got = S3.get_object(Bucket=b, Key="big")
    assert got["ContentLength"] == len(part) + 3 and got["Metadata"] == \
        {"m": "1"} and got["ContentType"] == "x/y", got
    assert got["Body"].read() == part + b"end"
    assert read(b, "big", Range="bytes=5242878-5242882") == b"ppend"
    head = S3.head_object(Bucket=b, Key="big", PartNumber=1)
    assert head["PartsCount"] == 2 and head["ContentLength"] == len(part), head
    refused(400, "InvalidPart", S3.get_object, Bucket=b, Key="big",
            PartNumber=5)


@check
def multipart_uploads_that_fail(b):
    def create():
        return S3.create_multipart_upload(Bucket=b, Key="k")["UploadId"]

    def upload(upload_id, n, body=b"x"):
        etag = S3.upload_part(Bucket=b, Key="k", UploadId=upload_id,
                              PartNumber=n, Body=body)["ETag"]
        return {"PartNumber": n, "ETag": etag}

    def complete(upload_id, parts):
        return lambda: S3.complete_multipart_upload(
            Bucket=b, Key="k", UploadId=upload_id,
            MultipartUpload={"Parts": parts})

    one = create()
    small = [upload(one, 1), upload(one, 2)]
    refused(400, "EntityTooSmall", complete(one, small))
    refused(400, "InvalidPart", complete(
        one, [{"PartNumber": 1, "ETag": '"' + "0" * 32 + '"'}]))
    refused(400, "InvalidPart", complete(one, [dict(small[0], PartNumber=9)]))
    refused(400, "InvalidPartOrder", complete(one, small[::-1]))
    refused(400, "MalformedXML", complete(one, []))
    S3.abort_multipart_upload(Bucket=b, Key="k", UploadId=one)
    refused(404, "NoSuchUpload", S3.abort_multipart_upload, Bucket=b, Key="k",
            UploadId=one)
    refused(404, "NoSuchUpload", S3.upload_part, Bucket=b, Key="k",
            UploadId="none", PartNumber=1, Body=b"x")
    assert "Uploads" not in S3.list_multipart_uploads(Bucket=b)


@check
def parts_that_are_copied(b):
    put(b, "from", b"0123456789" * (1 << 20))
    upload = S3.create_multipart_upload(Bucket=b, Key="to")["UploadId"]
    copied = S3.upload_part_copy(
        Bucket=b, Key="to", UploadId=upload, PartNumber=1,
        CopySource=f"{b}/from", CopySourceRange="bytes=0-5242879")
    last = S3.upload_part_copy(
        Bucket=b, Key="to", UploadId=upload, PartNumber=2,
        CopySource=f"{b}/from", CopySourceRange="bytes=5242880-5242889")
    S3.complete_multipart_upload(
        Bucket=b, Key="to", UploadId=upload, MultipartUpload={"Parts": [
            {"PartNumber": 1, "ETag": copied["CopyPartResult"]["ETag"]},
            {"PartNumber": 2, "ETag": last["CopyPartResult"]["ETag"]}]})
    assert read(b, "to") == (b"0123456789" * (1 << 20))[:5242890]


@check
def checksums(b):
    crc = b64encode(zlib.crc32(b"hello").to_bytes(4, "big")).decode()
    got = put(b, "s", ChecksumAlgorithm="CRC32")
    assert got["ChecksumCRC32"] == crc, got
    head = S3.head_object(Bucket=b, Key="s", ChecksumMode="ENABLED")
    assert head["ChecksumCRC32"] == crc, head
    put(b, "s", ChecksumAlgorithm="SHA256")
    assert S3.head_object(Bucket=b, Key="s", ChecksumMode="ENABLED")[
        "ChecksumSHA256"] == "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
    refused(400, "BadDigest", S3.put_object, Bucket=b, Key="t", Body=b"hello",
            ContentMD5=b64encode(b"0" * 16).decode())
    refused(400, "InvalidDigest", S3.put_object, Bucket=b, Key="t",
            Body=b"hello", ContentMD5="bad")
    refused(404, "NoSuchKey", S3.get_object, Bucket=b, Key="t")


@check
def presigned_urls(b):
    put(b, "p", b"signed")
    for config in ({}, {"signature_version": "s3v4"},
                   {"signature_version": "s3"}):
        signer = client(**config)
        url = signer.generate_presigned_url(
            "get_object", Params={"Bucket": b, "Key": "p"}, ExpiresIn=60)
        assert urllib.request.urlopen(url, timeout=30).read() == b"signed"
        url = signer.generate_presigned_url(
            "put_object", Params={"Bucket": b, "Key": "q"}, ExpiresIn=60)
        request = urllib.request.Request(url, b"up", method="PUT",
                                         headers={"Content-Type": ""})
        assert urllib.request.urlopen(request, timeout=30).status == 200
        assert read(b, "q") == b"up"


@check
def odd_keys(b):
    keys = ["a/", "a", "a/b", "/x", "x//y", "../up", ".", "\u00e4\u4e2d", "a+b",
            "a%2fb", "k" * 1024, "&<>\"'", "tab\there", "_ _", "~!@#$^*()"]
    for key in keys:
        put(b, key, key.encode())
    for key in keys:
        assert read(b, key) == key.encode(), key
    got = [c["Key"] for c in S3.list_objects_v2(Bucket=b)["Contents"]]
    assert got == sorted(keys, key=str.encode), got
    refused(400, "KeyTooLongError", S3.put_object, Bucket=b, Key="k" * 1025,
            Body=b"")
    for key in keys:
        S3.delete_object(Bucket=b, Key=key)
    assert "Contents" not in S3.list_objects_v2(Bucket=b)


@check
def buckets(b):
    assert b in [x["Name"] for x in S3.list_buckets()["Buckets"]]
    assert S3.get_bucket_location(Bucket=b)["LocationConstraint"] is None
    S3.create_bucket(Bucket=b)  # again, by its owner, in us-east-1
    S3.head_bucket(Bucket=b)
    refused(404, "404", S3.head_bucket, Bucket="nobody-has-this")
    refused(404, "NoSuchBucket", S3.list_objects, Bucket="nobody-has-this")
    refused(404, "NoSuchBucket", S3.put_object, Bucket="nobody-has-this",
            Key="k", Body=b"")
    refused(404, "NoSuchBucket", S3.delete_bucket, Bucket="nobody-has-this")
    refused(404, "NoSuchKey", S3.get_object, Bucket=b, Key="none")
    refused(404, "404", S3.head_object, Bucket=b, Key="none")
    put(b, "k")
    refused(409, "BucketNotEmpty", S3.delete_bucket, Bucket=b)
    refused(400, "InvalidBucketName", S3.create_bucket, Bucket="Bad_Name")


@check
def cors_of_a_bucket(b):
    refused(404, "NoSuchCORSConfiguration", S3.get_bucket_cors, Bucket=b)
    rules = [{"AllowedMethods": ["GET", "PUT"],
              "AllowedOrigins": ["*.get", "*.put"], "MaxAgeSeconds": 5,
              "AllowedHeaders": ["x-*"], "ExposeHeaders": ["ETag"],
              "ID": "first"}]
    S3.put_bucket_cors(Bucket=b, CORSConfiguration={"CORSRules": rules})
    assert S3.get_bucket_cors(Bucket=b)["CORSRules"] == rules
    put(b, "k")
    for origin, allowed in (("foo.get", "foo.get"), (".get", ".get"),
                            ("x.get.y", None)):
        request = urllib.request.Request(f"{URL}/{b}/k",
                                         headers={"Origin": origin})
        got = urllib.request.urlopen(request, timeout=30)
        assert got.headers["Access-Control-Allow-Origin"] == allowed, origin
    S3.delete_bucket_cors(Bucket=b)
    S3.delete_bucket_cors(Bucket=b)
    refused(404, "NoSuchCORSConfiguration", S3.get_bucket_cors, Bucket=b)


@check
def policy_of_a_bucket(b):
    refused(404, "NoSuchBucketPolicy", S3.get_bucket_policy, Bucket=b)
    text = ('{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
            '"Principal":"*","Action":"s3:GetObject","Resource":'
            f'"arn:aws:s3:::{b}/*"}}]}}')
    S3.put_bucket_policy(Bucket=b, Policy=text)
    assert S3.get_bucket_policy(Bucket=b)["Policy"] == text
    refused(400, "MalformedPolicy", S3.put_bucket_policy, Bucket=b, Policy="x")
    S3.delete_bucket_policy(Bucket=b)


def clean(bucket):
    for up in S3.list_multipart_uploads(Bucket=bucket).get("Uploads", []):
        S3.abort_multipart_upload(Bucket=bucket, Key=up["Key"],
                                  UploadId=up["UploadId"])
    for page in S3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for item in page.get("Contents", []):
            S3.delete_object(Bucket=bucket, Key=item["Key"])
    S3.delete_bucket(Bucket=bucket)


def main():
    passed = 0
    for number, function in enumerate(CHECKS):
        bucket = f"box-{number}"
        try:
            S3.create_bucket(Bucket=bucket)
            function(bucket)
            clean(bucket)
            passed += 1
        except (AssertionError, ClientError, KeyError, OSError) as error:
            print(f"{function.__name__}: {type(error).__name__}: {error}")
    print(f"{passed} of {len(CHECKS)} groups of calls")
    sys.exit(passed != len(CHECKS))


main()
